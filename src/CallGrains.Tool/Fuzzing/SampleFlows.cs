using CallGrains.Samples;
using CallGrains.Testing;
using CallGrains.Testing.Fuzzing;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Tool.Fuzzing;

/// <summary>What is fuzzed: the host's sample flows, and the flows that exercise the kernel.</summary>
internal static class SampleFlows
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Sample(typeof(FrontDesk)),
        Sample(typeof(Survey)),
        Sample(typeof(Voicemail)),
        Sample(typeof(Reminder)),
        Sample(typeof(Reminder)) with { Contact = Contact.IsCalled },
        Sample(typeof(AutoReply)),
        Sample(typeof(ConferenceDoor)) with { Others = [typeof(Meeting)], Keys = ["1234#", "9999#", "5678#", "0", "*", "#"], MostCallers = 4, Meets = true },
        Sample(typeof(Clinic)) with { Keys = ["1", "2", "3", "7"], Speech = ["My leg hurts.", ""] },
        Sample(typeof(Login)) with { Words = ["LOGIN", "1234", "0000", "STOP", "START"] },
        FuzzTarget.Of(typeof(WaitingLine)) with
        {
            Services = services => services.AddFlow<CallQueue>("+15550100"),
            Entries = [FlowFuzzEntry.Dials<WaitingLine>(), FlowFuzzEntry.Texts<CallQueue>("+15550100")],
            Words = ["FREE", "hello"],
            MostCallers = 4,
        },
        .. KernelFlows.All,
    ];

    /// <summary>Those that the carrier of a network can run, over that network.</summary>
    public static IReadOnlyList<FuzzTarget> On(SimulatedNetwork network) => [.. All.Where(t => t.Fits(network)).Select(t => t with { Network = network })];

    private static FuzzTarget Sample(Type flow) =>
        FuzzTarget.Of(flow) with { Services = services => services.AddSingleton<IDirectory, SampleDirectory>().AddSingleton<IPinBook, SamplePins>() };
}
