using CallGrains.Testing.Worlds;

namespace CallGrains.Testing.Fuzzing;

/// <summary>
/// Runs one flow with one seed, from the first ring to the last silence. Each run has a world of its own; runs may go
/// side by side.
/// </summary>
internal static class FuzzRun
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    /// <summary>How long a run may take when it waits for no timer, or after its last timer.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromHours(3);

    /// <summary>A flow that waits longer is not waited for.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(8);

    /// <param name="target">The flow.</param>
    /// <param name="seed">Decides everything.</param>
    /// <param name="kept">The choices that are made; null for all.</param>
    /// <param name="explains">Whether the ladder is written.</param>
    public static FuzzResult Of(FuzzTarget target, ulong seed, IReadOnlySet<ChoiceKey>? kept = null, bool explains = false)
    {
        FuzzWorld? fuzz = null;
        var choices = new Choices(seed, kept);
        var scheduler = new VirtualScheduler();
        string? failure = null;
        try
        {
            World.Run(scheduler, async world =>
            {
                fuzz = new FuzzWorld(world, target, seed, choices, explains);
                var disorder = fuzz.FaultProfile.Disorder;
                scheduler.Pick = disorder == 0 ? null : count => choices.Happens(ChoiceKind.Order, disorder) ? choices.OneOf(count) : 0;
                await PlayAsync(fuzz);
            }, target.Network);
        }
        catch (Exception e)
        {
            failure = $"promise 7: {e.Message}";
        }

        return new FuzzResult(target, seed)
        {
            Violation = fuzz?.Violation ?? failure,
            Events = fuzz?.Events ?? 0,
            Crashes = fuzz?.Crashes ?? 0,
            Choices = choices.Made,
            Ladder = fuzz?.Ladder ?? [],
            Reach = fuzz?.InvariantChecker.Reach(),
            Fingerprint = fuzz?.InvariantChecker.Fingerprint ?? 0,
        };
    }

    private static async Task PlayAsync(FuzzWorld fuzz)
    {
        fuzz.Hosts.Begin();
        new FuzzCarrier(fuzz).Begin();
        new FuzzCallers(fuzz).Begin();
        string? unfinished = "";
        while (unfinished is not null && fuzz.Violation is null)
        {
            await fuzz.World.Passes(Pause);
            unfinished = fuzz.Busy > 0 ? "promise 7: somebody still waits" : fuzz.InvariantChecker.Unfinished();
            if (unfinished is not null && (fuzz.Elapsed > LongestWait || fuzz.Elapsed > fuzz.InvariantChecker.LastTimer + LongestRun))
            {
                fuzz.Violate(fuzz.Elapsed > LongestWait ? $"{unfinished} (after {LongestWait.TotalDays:0} days: a flow that is fuzzed comes to an end)" : unfinished);
            }
        }

        if (fuzz.Violation is null)
        {
            fuzz.InvariantChecker.AtEnd();
        }
    }
}
