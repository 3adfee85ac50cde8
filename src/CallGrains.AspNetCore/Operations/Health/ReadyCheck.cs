namespace CallGrains.AspNetCore.Operations;

/// <summary>Which health checks <c>/readyz</c> asks.</summary>
public static class ReadyCheck
{
    /// <summary>
    /// The tag of a check that tells whether this process can take work: <c>ready</c>. An application adds its own with
    /// <c>AddHealthChecks().AddCheck(…, tags: ["ready"])</c>.
    /// </summary>
    public const string Tag = "ready";
}

/// <summary>One thing that is needed.</summary>
/// <param name="Name">Its name, for example <c>journal</c>.</param>
/// <param name="Missing">Why it is not ready, in words; null when it is.</param>
public sealed record ReadinessCheck(string Name, string? Missing = null)
{
    /// <summary>Whether it is ready.</summary>
    public bool Ready => Missing is null;
}
