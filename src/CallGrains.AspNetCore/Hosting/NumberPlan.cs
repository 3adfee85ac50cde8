using CallGrains.Bandwidth.Provisioning;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// Which applications the carrier needs so that calls and texts to our numbers come to their flows. Safe for many
/// threads.
/// </summary>
internal sealed class NumberPlan(HostCallbackUrls urls, CarrierRouter router, FlowRegistry flows, IOptions<FlowOptions> options, IOptions<HostSettings> settings)
{
    private const string Carrier = HostCarriers.Bandwidth;

    /// <summary>
    /// An application for each pair of flows, and what is left out because the carrier does not sell it as a number: it
    /// does not hold up the rest. Texts always have a URL, that of the calls' flow where none is for texts: a STOP to a
    /// number whose flow only sends texts is the framework's.
    /// </summary>
    public (IReadOnlyList<ApplicationPlan> Applications, IReadOnlyList<string> Left) Make()
    {
        var numbers = options.Value.Numbers.Keys.Union(options.Value.Texts.Keys, StringComparer.Ordinal)
            .Where(n => router.OwnersOf(n).Contains(Carrier)).ToLookup(Party.CanBeCalled);
        var applications = numbers[true]
            .GroupBy(n => (Calls: flows.ForCall(null, null, n)?.Name, Texts: flows.ForThread(null, null, n)?.Name))
            .Where(pair => pair.Key is not (null, null))
            .Select(pair => Application(pair.Key.Calls, pair.Key.Texts, [.. pair]));
        return ([.. applications], [.. numbers[false]]);
    }

    private ApplicationPlan Application(string? calls, string? texts, IReadOnlyList<string> numbers) => new($"callgrains-{calls ?? texts}{(calls is not null && texts is not null ? $"-{texts}" : "")}")
    {
        IncomingCallUrl = calls is null ? null : urls.ForFlow(Carrier, calls),
        IncomingCallFallbackUrl = calls is null ? null : urls.FallbackForFlow(Carrier, calls),
        IncomingMessageUrl = urls.ForFlow(Carrier, texts ?? calls!),
        IncomingMessageFallbackUrl = urls.FallbackForFlow(Carrier, texts ?? calls!),
        CallbackHttpMethod = settings.Value.CallbackHttpMethod,
        Numbers = numbers,
    };
}
