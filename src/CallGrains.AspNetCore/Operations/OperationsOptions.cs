namespace CallGrains.AspNetCore.Operations;

/// <summary>Who may use the control API. Bound to <see cref="Section"/> of the configuration.</summary>
public sealed class OperationsOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "CallGrains:Operations";

    /// <summary>
    /// The keys that open <c>/api</c>, each at least 16 characters; any of them will do, so that a key can be replaced
    /// without a gap. Empty by default, which only the Development environment allows: there the API is then open to
    /// this machine alone.
    /// </summary>
    public IList<string> ApiKeys { get; } = [];
}
