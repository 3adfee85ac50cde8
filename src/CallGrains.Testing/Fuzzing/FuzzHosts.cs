using CallGrains.Testing.Worlds;

namespace CallGrains.Testing.Fuzzing;

/// <summary>
/// The processes of a run: they die, come back elsewhere, and two of them may be alive at once. For one thread.
/// </summary>
internal sealed class FuzzHosts(FuzzWorld fuzz)
{
    private const int MostCrashes = 15;
    private const int MostTakeovers = 4;
    private static readonly TimeSpan LongestDowntime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromSeconds(40);

    private readonly List<HostProcess> _live = [];
    private readonly List<HostProcess> _all = [];
    private int _takeovers;
    private bool _starting;

    public IReadOnlyList<HostProcess> Live => _live;

    public IReadOnlyList<HostProcess> All => _all;

    public void Begin()
    {
        fuzz.World.Begins = Prepare;
        fuzz.World.StoreOf = process => new Oracle.AuditedJournal(fuzz.World.Store, fuzz.InvariantChecker, process);
        Launch(TimeSpan.Zero);
    }

    /// <summary>A process that a message goes to; null when none is alive.</summary>
    public HostProcess? Any() => _live.Count switch
    {
        0 => null,
        1 => _live[0],
        var count => fuzz.Happens(ChoiceKind.Host, 500) ? _live[fuzz.Choices.OneOf(count)] : _live[^1],
    };

    public int NumberOf(HostProcess process) => _all.IndexOf(process) + 1;

    private void Launch(TimeSpan after)
    {
        _starting = true;
        fuzz.Start(async () =>
        {
            await fuzz.World.Passes(after);
            _starting = false;
            var process = FuzzProcess.Start(fuzz);
            try
            {
                var recovery = process.Host.RecoverAsync();
                if (await Task.WhenAny(recovery, process.Died) == recovery)
                {
                    await recovery;
                }
            }
            catch (JournalUnavailableException)
            {
                process.Die();
            }
        });
    }

    private void Prepare(HostProcess process)
    {
        _all.Add(process);
        _live.Add(process);
        process.Journal.Fault = (_, append) => AppendFaultOf(process, append);
        process.Journal.Slowness = StoreSlowness;
        process.Journal.ReadFails = () => ReadFails(process);
        fuzz.Tell($"host {_all.Count}", "starts");
        _ = fuzz.World.Start(async () =>
        {
            await process.Died;
            OnDeath(process);
        });
    }

    private void OnDeath(HostProcess process)
    {
        fuzz.Crashes++;
        _live.Remove(process);
        fuzz.Tell($"host {NumberOf(process)}", "dies");
        if (_live.Count == 0 && !_starting)
        {
            Launch(fuzz.Happens(ChoiceKind.Host, 500) ? fuzz.Choices.Within(LongestDowntime) : TimeSpan.Zero);
        }
    }

    private AppendFault AppendFaultOf(HostProcess process, JournalAppend append)
    {
        if (fuzz.Happens(ChoiceKind.Host, fuzz.FaultProfile.Takeover) && _takeovers < MostTakeovers && !_starting)
        {
            TakeOver(process);
        }

        var fault = AppendFault.None;
        if (fuzz.Happens(ChoiceKind.Store, fuzz.FaultProfile.AppendCrashes) && fuzz.Crashes < MostCrashes)
        {
            fault = fuzz.Choices.OneOf(AppendFault.CrashBefore, AppendFault.CrashAfter);
        }
        else if (fuzz.Happens(ChoiceKind.Store, fuzz.FaultProfile.AppendFails))
        {
            fault = fuzz.Choices.OneOf(AppendFault.Refused, AppendFault.AnswerLost);
        }

        if (fault != AppendFault.None)
        {
            fuzz.Tell($"host {NumberOf(process)}", $"append {append.ExpectedSequence + 1} of {append.Address}: {fault}");
            fuzz.InvariantChecker.Disturbed();
        }

        return fault;
    }

    /// <summary>Another process takes the grains for its own, and the one before does not know for a while.</summary>
    private void TakeOver(HostProcess old)
    {
        _takeovers++;
        var overlap = fuzz.Choices.Within(LongestOverlap);
        fuzz.Tell($"host {NumberOf(old)}", $"is thought dead, and lives on for {overlap.TotalSeconds:0.0} s");
        fuzz.InvariantChecker.Disturbed();
        Launch(TimeSpan.Zero);
        fuzz.Start(async () =>
        {
            await fuzz.World.Passes(overlap);
            old.Die();
        });
    }

    private bool ReadFails(HostProcess process)
    {
        var fails = fuzz.Happens(ChoiceKind.Store, fuzz.FaultProfile.ReadFails);
        if (fails)
        {
            fuzz.Tell($"host {NumberOf(process)}", "cannot read the journal");
            fuzz.InvariantChecker.Disturbed();
        }

        return fails;
    }

    private (TimeSpan, TimeSpan) StoreSlowness()
    {
        if (!fuzz.Happens(ChoiceKind.Store, fuzz.FaultProfile.StoreIsSlow))
        {
            return default;
        }

        var time = fuzz.Choices.Within(TimeSpan.FromSeconds(fuzz.Choices.OneOf(1, 3)));
        return fuzz.Choices.OneOf(2) == 0 ? (time, TimeSpan.Zero) : (TimeSpan.Zero, time);
    }
}
