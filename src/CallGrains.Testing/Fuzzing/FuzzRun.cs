using CallGrains.Testing.Worlds;

namespace CallGrains.Testing.Fuzzing;

/// <summary>
/// Runs one flow with one seed, from the first ring to the last silence. Each run has a world of its own; runs may go
/// side by side.
/// </summary>
internal static class FuzzRun
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRun = TimeSpan.FromHours(3);

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
            });
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
            if (fuzz.Elapsed > LongestRun && unfinished is not null)
            {
                fuzz.Violate(unfinished);
            }
        }

        if (fuzz.Violation is null)
        {
            fuzz.InvariantChecker.AtEnd();
        }
    }
}
