using CallGrains.Testing.Fuzzing.Flows;
using CallGrains.Testing.Worlds;

namespace CallGrains.Testing.Fuzzing.Oracle;

/// <summary>
/// Checks the promises of the design at each step of a run. It sees the carrier's record, the acknowledgements and what
/// was written to the journal; never what the kernel thinks. For one thread.
/// </summary>
internal sealed partial class InvariantChecker(FuzzWorld fuzz)
{
    /// <summary>
    /// A command that is sent again may have been decided upon before the end of its call was known, but not long
    /// before.
    /// </summary>
    private static readonly TimeSpan Afterthought = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A request may be on its way, or about to leave, when another activation settles its command: it looks for it
    /// that long.
    /// </summary>
    private static readonly TimeSpan OnItsWay = TimeSpan.FromMilliseconds(500);

    /// <summary>More than any flow of a run writes that comes to rest.</summary>
    private const int MostEntries = 3000;

    private readonly Dictionary<FlowAddress, GrainAudit> _grains = [];
    private bool _disturbed;
    private int _seen;

    /// <summary>What the steps of the kernel's own flows count.</summary>
    public StepCounter Steps { get; } = new();

    public IEnumerable<GrainAudit> Grains => _grains.Values;

    /// <summary>Differs when anything was written differently.</summary>
    public long Fingerprint { get; private set; }

    /// <summary>Something went wrong that may make a step run again.</summary>
    public void Disturbed() => _disturbed = true;

    /// <summary>An append was written.</summary>
    public void Stored(HostProcess process, JournalAppend append)
    {
        var grain = Of(append.Address);
        var entries = new List<JournalEntry>(append.Entries.Count);
        foreach (var stored in append.Entries)
        {
            entries.Add(JournalFormat.Read(stored, append.ExpectedSequence + entries.Count + 1, World.Readers));
            Fingerprint = (Fingerprint * 31) + stored.Body.Length + fuzz.Elapsed.Ticks;
        }

        Tell(process, append.Address, entries);
        Check(grain.Note(process, fuzz.Elapsed, append, entries));
        Check(append.ExpectedSequence > MostEntries ? $"promise 7: {append.Address} has written {append.ExpectedSequence} entries, and goes on" : null);
        Count();
    }

    /// <summary>A process was told that its message is durable.</summary>
    public void Acknowledged(FlowAddress to, GrainMessage message, Receipt receipt)
    {
        var grain = Of(to);
        var missing = message switch
        {
            Callback callback => receipt.Disposition != Disposition.Expired && !grain.HasCallback(callback.Raw),
            Signal signal => receipt.Disposition is Disposition.Accepted or Disposition.Duplicate && !grain.HasSignal(signal.Id),
            _ => receipt.Disposition == Disposition.Accepted && grain.Begin is null,
        };
        if (receipt.Disposition != Disposition.Expired)
        {
            Know(to, message);
        }

        Check(missing ? $"promise 1: {message.GetType().Name} to {to} was acknowledged, but is not in the journal" : null);
    }

    /// <summary>A process sends a request.</summary>
    public void Leaves(HostProcess process, CommandRequest request)
    {
        if (fuzz.Explains)
        {
            fuzz.Tell($"host {fuzz.Hosts.NumberOf(process)}", $"sends {request.Command.GetType().Name} #{request.Operation.Number}");
        }

        Count();
        Check(Find(request) is not var (grain, command) ? $"promise 3: {request.Command.GetType().Name} #{request.Operation.Number} is sent, but its decision is not durable"
            : command.Outcome is not null && fuzz.Elapsed - command.SettledAt > OnItsWay ? $"promise 3: {command} of {grain.Address} is sent after its outcome was journalled"
            : Overtakes(grain, command) ? $"promise 3: {command} of {grain.Address} is sent before what was decided before it is settled"
            : IsRash(command) ? $"promise 3: {command} of {grain.Address} is sent again, {(command.ToldAt is null ? "before its event could come" : "though its event had come")}"
            : IsForTheDead(process, grain, command) ? $"promise 6: {command} of {grain.Address} is sent to a call whose end is known"
            : null);
    }

    /// <summary>A request has arrived at the carrier, or was lost on the way.</summary>
    public void Arrives(CommandRequest request, RequestFault fault)
    {
        if (fault is not (RequestFault.TurnedAway or RequestFault.Refused) && Find(request) is var (grain, command))
        {
            command.Arrivals++;
            command.EffectAt = fuzz.Elapsed;
            Check(fuzz.World.Network.PolicyOf(request.Command) == DeliveryPolicy.NeverTwice && command.Arrivals > 1 ? $"promise 3: {command} of {grain.Address} is never to be sent twice" : null);
        }

        if (fault is RequestFault.CrashAfter or RequestFault.CrashBefore)
        {
            Disturbed();
        }
    }

    /// <summary>A request that arrived was refused by the carrier itself: it may be sent again.</summary>
    public void Declined(CommandRequest request)
    {
        if (Find(request) is var (_, command) && command.Arrivals > 0)
        {
            command.Arrivals--;
        }
    }

    /// <summary>Counts what has taken effect at the carrier.</summary>
    public void Count()
    {
        var taken = fuzz.World.Network.Taken;
        for (; _seen < taken.Count; _seen++)
        {
            if (Find(taken[_seen].Request) is not var (grain, command))
            {
                continue;
            }

            command.Effects++;
            Check(Meets(grain, command));
            if (command.Effects > 1 && !MayHappenTwice(command))
            {
                Check($"promise 3: {command} of {grain.Address} took effect {command.Effects} times: {taken[_seen].What}");
            }
        }
    }

    private static bool Overtakes(GrainAudit grain, AuditedCommand command)
    {
        foreach (var other in grain.Commands.Values)
        {
            if (other.Outcome is null && other.Sequence < command.Sequence)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsForTheDead(HostProcess process, GrainAudit grain, AuditedCommand command) =>
        command.Decided.Command.NeedsLiveCall && grain.EndOf(command.Decided.Leg) is { } end && end.By == process
        && (command.Attempts == 0 || fuzz.Elapsed - end.At > Afterthought);

    private (GrainAudit Grain, AuditedCommand Command)? Find(CommandRequest request) =>
        _grains.TryGetValue(request.Operation.Grain, out var grain) && grain.Commands.TryGetValue(request.Operation.Number, out var command) ? (grain, command) : null;

    private GrainAudit Of(FlowAddress address)
    {
        if (!_grains.TryGetValue(address, out var grain))
        {
            _grains[address] = grain = new GrainAudit(address);
        }

        return grain;
    }

    private void Check(string? wrong)
    {
        if (wrong is not null)
        {
            fuzz.Violate(wrong);
        }
    }
}
