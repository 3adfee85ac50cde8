using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests.Corners;

public sealed class SegmentTests : IAsyncLifetime
{
    private Carrier _carrier = null!;

    public async ValueTask InitializeAsync()
    {
        _carrier = await Carrier.StartAsync();
        await _carrier.BindAsync();
    }

    public ValueTask DisposeAsync() => _carrier.DisposeAsync();

    [Theory]
    [InlineData("a", 160, 1)]
    [InlineData("a", 161, 2)]
    [InlineData("a", 306, 2)]
    [InlineData("a", 307, 3)]
    [InlineData("€", 80, 1)]
    [InlineData("€", 81, 2)]
    [InlineData("€", 153, 3)] // 76 fit into a piece of 153: no character is cut in two
    [InlineData("ж", 70, 1)]
    [InlineData("ж", 71, 2)]
    [InlineData("ж", 135, 3)]
    [InlineData("😀", 35, 1)]
    [InlineData("😀", 36, 2)]
    [InlineData("😀", 67, 3)] // 33 fit into a piece of 67
    [InlineData("ç", 71, 2)] // only its capital is in the GSM alphabet
    [InlineData("à\n", 80, 1)]
    public async Task A_text_is_counted_and_charged_in_pieces(string sign, int times, int segments)
    {
        var message = await _carrier.CreateAsync("messages", new { from = Carrier.AppNumber, to = "+15557000", text = string.Concat(Enumerable.Repeat(sign, times)) });
        Assert.Equal(segments, (int)(await _carrier.GetAsync($"messages/{message}"))["segmentCount"]!);
        Assert.Equal(segments, (int)(await _carrier.GetAsync("account/transactions"))[0]!["units"]!);
    }

    [Fact]
    public async Task A_picture_needs_a_text_that_may_be_empty_and_is_one_piece()
    {
        var picture = new[] { "http://127.0.0.1/a.png" };
        var (status, _, code, _) = await _carrier.ErrorAsync("messages", new { from = Carrier.AppNumber, to = "+15557000", media = picture });
        Assert.Equal((400, "missing-property"), (status, code));
        var message = await _carrier.CreateAsync("messages", new { from = Carrier.AppNumber, to = "+15557000", text = new string('ж', 200), media = picture });
        Assert.Equal(1, (int)(await _carrier.GetAsync($"messages/{message}"))["segmentCount"]!);
    }
}
