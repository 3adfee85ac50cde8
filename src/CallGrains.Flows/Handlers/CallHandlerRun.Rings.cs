namespace CallGrains.Flows;

/// <content>
/// How long transfers ring: the carrier knows no time for it, so whoever rings too long is hung up, and the caller is
/// back then.
/// </content>
internal sealed partial class CallHandlerRun
{
    private const string Ring = "$ring:";

    // The transfers that were hung up because they rang too long.
    private readonly HashSet<int> _rungOut = [];

    /// <summary>Transfers the call, for as long as it may ring.</summary>
    public void Transfer(TransferCommand command, TimeSpan? ringTimeout)
    {
        EnsureHandling();
        if (Projection.Main.IsLost)
        {
            return;
        }

        var transfer = Decide(id => new CommandDecided(id, command));
        TimeSpan? standard = Rules >= FlowRules.RingLimit ? FlowRules.DefaultRing : null;
        if ((ringTimeout ?? standard) is { } limit && limit != Timeout.InfiniteTimeSpan && limit < DateTimeOffset.MaxValue - Now)
        {
            Decide(id => new TimerDecided(id, Now + limit) { Name = $"{Ring}{transfer}" });
        }
    }

    /// <summary>Whoever has rung too long is hung up; who does not ring any more needs no timer.</summary>
    private void LimitRinging(JournalEntry input)
    {
        if (input is TimerEntry timer && Transfer(TimerName(timer.Operation)) is { Answered: false, IsLost: false } rings)
        {
            Decide(id => new CommandDecided(id, new HangupCommand()) { Leg = rings.Number });
        }

        foreach (var name in OwnTimers.Where(t => Transfer(t) is { } leg && (leg.Answered || leg.Over || Projection.Main.Over)).ToArray())
        {
            CancelTimer(name);
        }
    }

    private LegProjection? Transfer(string? timer) =>
        timer is not null && timer.StartsWith(Ring, StringComparison.Ordinal) ? Projection.Leg(int.Parse(timer.AsSpan(Ring.Length), System.Globalization.CultureInfo.InvariantCulture)) : null;
}
