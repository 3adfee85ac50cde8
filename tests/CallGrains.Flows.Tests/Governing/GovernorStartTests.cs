using CallGrains.Testing;

namespace CallGrains.Flows.Tests.Governing;

/// <summary>A governor that follows another, and requests that have waited elsewhere.</summary>
public sealed class GovernorStartTests
{
    private static readonly RateLimit OneASecond = new(1, TimeSpan.FromSeconds(1));
    private readonly VirtualTimeProvider _time = new();

    [Fact]
    public void A_limit_that_another_may_have_used_counts_as_used_up_for_a_while()
    {
        using var governor = new Governor(_time, usedUpFor: limit => limit.Window + RateTimes.LongestWay);
        var turn = governor.AcquireAsync(Request(RatePriority.Urgent)).AsTask();
        _time.Advance(TimeSpan.FromSeconds(6) - TimeSpan.FromMilliseconds(1));
        Assert.False(turn.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(turn.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_request_that_has_waited_elsewhere_keeps_its_place()
    {
        using var governor = new Governor(_time);
        var first = governor.AcquireAsync(Request(RatePriority.Live)).AsTask();
        var late = governor.AcquireAsync(Request(RatePriority.Live)).AsTask();
        var early = governor.AcquireAsync(Request(RatePriority.Live), TimeSpan.FromSeconds(9)).AsTask();
        Assert.True(first.IsCompletedSuccessfully);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(early.IsCompletedSuccessfully);
        Assert.False(late.IsCompleted);
    }

    private static RateRequest Request(RatePriority priority) => new("account", priority, [new RateUse("calls", "calls", OneASecond)]);
}
