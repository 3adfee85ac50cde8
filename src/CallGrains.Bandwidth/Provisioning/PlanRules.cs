namespace CallGrains.Bandwidth.Provisioning;

/// <summary>Finds everything that is wrong with a plan at once.</summary>
internal static class PlanRules
{
    /// <exception cref="ArgumentException">Something is wrong.</exception>
    public static void Check(IReadOnlyList<ApplicationPlan> plans)
    {
        var faults = plans.SelectMany(Faults)
            .Concat(Repeated(plans.Select(plan => plan.Name)).Select(name => $"two applications are named '{name}'; give each its own name"))
            .Concat(Repeated(plans.SelectMany(plan => plan.Numbers)).Select(number => $"{number} is named twice; a number is bound to one application"))
            .ToList();
        if (faults.Count > 0)
        {
            throw new ArgumentException($"The plan cannot be applied: {string.Join("; ", faults)}.", nameof(plans));
        }
    }

    private static IEnumerable<string> Faults(ApplicationPlan plan)
    {
        if (string.IsNullOrWhiteSpace(plan.Name))
        {
            yield return "an application has no name; give it one";
        }

        if (plan.IncomingCallUrl is null && plan.IncomingMessageUrl is null)
        {
            yield return $"'{plan.Name}' has no URL; give IncomingCallUrl, IncomingMessageUrl or both";
        }

        if ((plan.IncomingCallUrl is null && plan.IncomingCallFallbackUrl is not null) || (plan.IncomingMessageUrl is null && plan.IncomingMessageFallbackUrl is not null))
        {
            yield return $"'{plan.Name}' has a fallback URL without the URL it stands in for; give that too";
        }

        foreach (var url in new[] { plan.IncomingCallUrl, plan.IncomingCallFallbackUrl, plan.IncomingMessageUrl, plan.IncomingMessageFallbackUrl })
        {
            if (url is not (null or { IsAbsoluteUri: true, Scheme: "http" or "https" }))
            {
                yield return $"'{plan.Name}' has the URL '{url}'; write an absolute http or https URL";
            }
        }

        if (plan.CallbackHttpMethod is not ("POST" or "GET"))
        {
            yield return $"'{plan.Name}' has CallbackHttpMethod '{plan.CallbackHttpMethod}'; write POST or GET";
        }

        foreach (var time in new[] { plan.IncomingCallTimeout, plan.IncomingMessageTimeout }.Where(time => time <= TimeSpan.Zero || time > TimeSpan.FromSeconds(10)))
        {
            yield return $"'{plan.Name}' has the callback timeout {time}; write a time above 0 and up to 10 s";
        }

        foreach (var number in plan.Numbers.Where(number => !E164.IsNumber(number)))
        {
            yield return $"'{plan.Name}' has the number '{number}'; write it as +19195551212";
        }
    }

    private static IEnumerable<string> Repeated(IEnumerable<string> items) =>
        items.GroupBy(item => item, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key);
}
