using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// Refuses a start in which a flow answers for a number whose carrier lacks what the flow uses or declares: the callers
/// would find out otherwise.
/// </summary>
internal sealed class FlowNeedsCheck(FlowRegistry flows, CarrierRouter router, IOptions<FlowOptions> options)
{
    /// <exception cref="OptionsValidationException">There is such a flow; each one is named with verb, number and
    /// carrier.</exception>
    public void Run()
    {
        var faults = options.Value.Numbers.Concat(options.Value.Texts).Distinct().SelectMany(Faults).ToList();
        if (faults.Count > 0)
        {
            throw new OptionsValidationException("", typeof(FlowOptions), faults);
        }
    }

    private IEnumerable<string> Faults(KeyValuePair<string, string> binding) =>
        from name in router.OwnersOf(binding.Key)
        let carrier = router.Carriers.Find(name)
        from need in flows.Find(binding.Value)!.LackingAt(carrier.Capabilities)
        select $"Flow '{binding.Value}' answers for {binding.Key}, a number of carrier '{name}', and uses {need.Verb}, for which the carrier has no {string.Join(" and no ", need.Commands.Select(c => c.Name))}. "
            + "Bind another flow to the number, or mark the flow with [DoesWithout(typeof(…))] if it handles the outcome not-supported.";
}
