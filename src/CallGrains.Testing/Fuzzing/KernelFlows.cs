using CallGrains.Testing.Fuzzing.Flows;

namespace CallGrains.Testing.Fuzzing;

/// <summary>Flows that exist to exercise the kernel: each uses what the samples leave out.</summary>
internal static class KernelFlows
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        FuzzTarget.Of(typeof(Ledger)) with { Signals = [new("note"), new("remark")] },
        FuzzTarget.Of(typeof(Chores)) with { Signals = [new(Chores.Signal)] },
        FuzzTarget.Of(typeof(Parley)) with { Keys = ["1", "5"] },
        FuzzTarget.Of(typeof(Consult)) with { Keys = ["1", "5", "*"] },
        FuzzTarget.Of(typeof(Garage)) with { Keys = ["1", "2", "5"], MostCallers = 4 },
        FuzzTarget.Of(typeof(Bargain)),
        FuzzTarget.Of(typeof(Relay)) with { Others = [typeof(Relayed)] },
        FuzzTarget.Of(typeof(Tally)),
        FuzzTarget.Of(typeof(Huddle)) with { Others = [typeof(Circle), typeof(Guest)], Keys = ["1", "2", "5", "0", "*", "#"], MostCallers = 4, Meets = true },
    ];
}
