using CallGrains.Testing.Worlds;

namespace CallGrains.Testing.Fuzzing;

/// <summary>Makes the carrier of a run misbehave as carriers do. For one thread.</summary>
internal sealed class FuzzCarrier(FuzzWorld fuzz)
{
    private const int MostCrashes = 15;

    /// <summary>
    /// Shorter than the kernel waits before it believes that a request of a dead process had no effect.
    /// </summary>
    private static readonly TimeSpan LongestWay = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(3);
    private static readonly string[] Causes = [HangupCause.UserBusy, HangupCause.NoAnswer];
    private int _calls;

    public void Begin()
    {
        var carrier = fuzz.World.Network;
        (fuzz.World.Carrier.HasFineClock, fuzz.World.Carrier.LogsGathers) = (true, Choices.Fixed(fuzz.Seed, 20, 2) == 0);
        carrier.Fault = (_, request) => FaultOf(request);
        carrier.Slowness = Slowness;
        carrier.QuestionFails = () => fuzz.Happens(ChoiceKind.Carrier, fuzz.FaultProfile.QuestionFails);
        carrier.Takes = fuzz.Post.Deliver;
        carrier.Leaves = fuzz.InvariantChecker.Leaves;
        carrier.Declined = fuzz.InvariantChecker.Declined;
        carrier.TalkingTime = Choices.Fixed(fuzz.Seed, 28, 3) == 0 && !fuzz.Target.Meets ? null : TimeSpan.FromSeconds(5 + Choices.Fixed(fuzz.Seed, 21, 40));
        foreach (var number in new[] { "+15550198", "+15550199", "+15550197" })
        {
            if (Choices.Fixed(fuzz.Seed, 22 + _calls++, 4) == 0)
            {
                carrier.Declines[number] = Causes[Choices.Fixed(fuzz.Seed, 26, Causes.Length)];
            }
        }
    }

    private RequestFault FaultOf(CommandRequest request)
    {
        var fault = RequestFault.None;
        if (fuzz.Happens(ChoiceKind.Carrier, fuzz.FaultProfile.RequestCrashes) && fuzz.Crashes < MostCrashes)
        {
            fault = fuzz.Choices.OneOf(RequestFault.CrashBefore, RequestFault.CrashAfter);
        }
        else if (fuzz.Happens(ChoiceKind.Carrier, fuzz.FaultProfile.RequestFails))
        {
            fault = fuzz.Choices.OneOf(RequestFault.Lost, RequestFault.AnswerLost, RequestFault.TurnedAway, RequestFault.Bug);
        }
        else if (request.Command is not (HangupCommand or AnswerCommand or EndConferenceCommand) && fuzz.Happens(ChoiceKind.Carrier, fuzz.FaultProfile.RequestIsRefused))
        {
            fault = RequestFault.Refused;
        }

        if (fault != RequestFault.None)
        {
            fuzz.Tell("carrier", $"{request.Command.GetType().Name} #{request.Operation.Number}: {fault}");
        }

        fuzz.InvariantChecker.Arrives(request, fault);
        return fault;
    }

    private (TimeSpan, TimeSpan) Slowness() => fuzz.Happens(ChoiceKind.Carrier, fuzz.FaultProfile.CarrierIsSlow)
        ? (fuzz.Choices.Within(LongestWay), fuzz.Choices.Within(LongestAnswer))
        : default;
}
