using CallGrains.Testing;

namespace CallGrains.Host.Tests.Flows;

/// <summary>The hosts that the sample flows are tested on: one argument makes the difference.</summary>
public sealed class OnEachHost : TheoryData<string>
{
    private static readonly Dictionary<string, Hosts> Known = new()
    {
        ["in-process"] = Hosts.InProcess,
        ["silo"] = Hosts.Silo,
    };

    public OnEachHost()
        : base(Known.Keys)
    {
    }

    public static Hosts Named(string host) => Known[host];
}
