namespace CallGrains.Simulator.Calls;

/// <summary>Which other calls hear what a call's far party says and presses.</summary>
internal static class Hearing
{
    public static IEnumerable<Call> Hearers(this Call call)
    {
        if (call is { IsConnected: true, TransferPartner: { } partner })
        {
            yield return partner;
        }

        if (call.Bridge is { IsConnected: true } bridge)
        {
            foreach (var other in bridge.Calls.Where(other => other != call))
            {
                yield return other;
            }
        }

        if (call.Member is not { CanTalk: true } member)
        {
            yield break;
        }

        foreach (var other in member.Conference.Present.Where(other => other != member && other.CanListen))
        {
            yield return other.Call;
        }
    }
}
