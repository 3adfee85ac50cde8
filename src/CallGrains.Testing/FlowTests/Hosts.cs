using CallGrains.Testing.Worlds;

namespace CallGrains.Testing;

/// <summary>
/// Who hosts the grains of a <see cref="FlowTest"/>. The package CallGrains.Testing.Orleans adds <c>Hosts.Silo</c>.
/// </summary>
/// <remarks>Immutable, safe for many threads.</remarks>
public abstract class Hosts
{
    internal Hosts()
    {
    }

    /// <summary>
    /// The host that a machine without Orleans has: in memory, on the test's own thread, repeatable to the last
    /// instruction.
    /// </summary>
    public static Hosts InProcess { get; } = new InProcessHosts();

    internal abstract IHosting For(HostProcess process);

    private sealed class InProcessHosts : Hosts
    {
        internal override IHosting For(HostProcess process) => new InProcessHosting(process);
    }
}
