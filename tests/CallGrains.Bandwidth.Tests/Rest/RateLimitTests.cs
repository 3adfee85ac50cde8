using System.Globalization;
using CallGrains.Bandwidth.Rest;
using CallGrains.TestSupport.Clocks;

namespace CallGrains.Bandwidth.Tests;

public sealed class RateLimitTests
{
    private static readonly CreateCall Dial = new() { From = "+15550100", To = "+15550199" };

    /// <summary>Milliseconds from now that the carrier names; milliseconds that we wait.</summary>
    [Theory]
    [InlineData(2_500, 2_500)]
    [InlineData(-3_600_000, 50)]
    [InlineData(10, 50)]
    [InlineData(3_600_000, 10_000)]
    public async Task The_reset_is_in_epoch_milliseconds_and_bounded(int named, int waited)
    {
        var reset = WatchedTime.Begin.AddMilliseconds(named).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

        Assert.Equal(waited, (await WaitAsync(FakeAnswer.Of(429, null, ("X-RateLimit-Reset", reset)))).TotalMilliseconds);
        Assert.Equal(waited, (await WaitAsync(FakeAnswer.Of(429, $$"""{"details":[{"name":"rateLimitResetTime","value":"{{reset}}"}]}"""))).TotalMilliseconds);
    }

    [Fact]
    public async Task A_reset_in_seconds_is_understood_too() => Assert.Equal(
        TimeSpan.FromSeconds(3),
        await WaitAsync(FakeAnswer.Of(429, null, ("X-RateLimit-Reset", WatchedTime.Begin.AddSeconds(3).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)))));

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Fri, 02 Jan 2026 03:04:10 GMT", 5)]
    [InlineData("999999999", 10)]
    [InlineData("soon", 1)]
    public async Task Without_a_reset_the_usual_header_counts_then_one_second(string header, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), await WaitAsync(FakeAnswer.Of(429, null, ("X-RateLimit-Reset", "never"), ("Retry-After", header))));

    [Fact]
    public async Task A_full_window_has_room_when_its_oldest_call_leaves_it()
    {
        await using var rig = new Rig();
        rig.Fake.Then(FakeAnswer.Created("c-1"), FakeAnswer.Created("c-2"), TooMany(), TooMany(), TooMany());
        await rig.Client.Calls.CreateAsync(Dial);
        rig.Time.Advance(TimeSpan.FromSeconds(4));
        await rig.Client.Calls.CreateAsync(Dial);
        rig.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromSeconds(5), await RetryAfterAsync(rig));
        rig.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(4), await RetryAfterAsync(rig));
    }

    [Fact]
    public async Task A_window_that_others_filled_has_a_free_slot_each_second()
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(TooMany()));

        Assert.Equal(TimeSpan.FromSeconds(1), await RetryAfterAsync(rig));
    }

    private static FakeAnswer TooMany() => FakeAnswer.Error(403, "limit", "call-rate-limit");

    private static async Task<TimeSpan?> RetryAfterAsync(Rig rig)
    {
        var error = await Assert.ThrowsAsync<CarrierException>(() => rig.Client.Calls.CreateAsync(Dial));
        Assert.Equal(RequestEffect.None, error.Effect);
        return error.RetryAfter;
    }

    private static async Task<TimeSpan> WaitAsync(FakeAnswer answer)
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(answer));
        var error = await Assert.ThrowsAsync<CarrierException>(() => rig.Client.Calls.AnswerAsync("c-1"));
        Assert.Equal(RequestEffect.None, error.Effect);
        return Assert.NotNull(error.RetryAfter);
    }
}
