using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

public sealed class LimitTests : IAsyncLifetime
{
    private Carrier _carrier = null!;

    public async ValueTask InitializeAsync()
    {
        _carrier = await Carrier.StartAsync(limits: true);
        await _carrier.CreateAsync("phoneNumbers", new { number = "+15550111" });
        await _carrier.CreateAsync("phoneNumbers", new { number = "+15550112" });
    }

    public ValueTask DisposeAsync() => _carrier.DisposeAsync();

    [Theory]
    [InlineData("calls", "call-rate-limit")]
    [InlineData("messages", "message-rate-limit")]
    public async Task Creating_goes_one_a_second_averaged_over_ten_for_the_whole_account(string path, string code)
    {
        for (var i = 0; i < 10; i++)
        {
            await _carrier.CreateAsync(path, Body(i % 2 == 0 ? "+15550111" : "+15550112"));
        }

        var refused = await _carrier.ErrorAsync(path, Body("+15550111"));
        Assert.Equal((403, "limit", code), (refused.Status, refused.Category, refused.Code));
        _carrier.Clock.Advance(1);
        await _carrier.CreateAsync(path, Body("+15550111"));
        Assert.Equal(403, (await _carrier.ErrorAsync(path, Body("+15550112"))).Status);
    }

    [Fact]
    public async Task A_batch_counts_each_message()
    {
        using var taken = await _carrier.PostAsync("messages", Enumerable.Repeat(Body("+15550111"), 10));
        Assert.Equal(202, (int)taken.StatusCode);
        Assert.Equal(403, (await _carrier.ErrorAsync("messages", Body("+15550111"))).Status);
    }

    [Fact]
    public async Task Everything_else_goes_once_a_second_for_each_kind()
    {
        await _carrier.GetAsync("account");
        await _carrier.GetAsync("media");
        using var refused = await _carrier.Api.GetAsync("account/transactions");
        var body = await refused.Content.ReadAsStringAsync();
        var reset = _carrier.Clock.GetUtcNow().AddSeconds(1).ToUnixTimeMilliseconds();
        Assert.Equal((429, $"{reset}"), ((int)refused.StatusCode, refused.Headers.GetValues("X-RateLimit-Reset").Single()));
        Assert.StartsWith("""{"category":"too-many-requests","code":"rate-limit-reached","details":[{"name":"rateLimitResetTime",""", body, StringComparison.Ordinal);
        Assert.Contains($"{reset}", body, StringComparison.Ordinal);
        _carrier.Clock.Advance(1);
        await _carrier.GetAsync("account");
    }

    [Fact]
    public async Task Numbers_have_limits_of_their_own()
    {
        for (var i = 0; i < 20; i++)
        {
            await _carrier.GetAsync("phoneNumbers");
        }

        for (var i = 0; i < 20; i++)
        {
            await _carrier.GetAsync($"{_carrier.Url}v1/availableNumbers/tollFree?quantity=1");
        }
    }

    private static object Body(string from) => new { from, to = "+15550191", text = "x" };
}
