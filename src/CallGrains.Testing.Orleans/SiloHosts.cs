using CallGrains.Testing.Worlds;

namespace CallGrains.Testing;

/// <summary>Adds a real silo to the hosts of a <see cref="FlowTest"/>.</summary>
public static class SiloHosts
{
    private static readonly Silo TheSilo = new();

    extension(Hosts)
    {
        /// <summary>
        /// A real Orleans silo in this process, a new one for each test and after each crash: a second or so each.
        /// Messages travel through Orleans; carrier, journal and the flows' clock stay the test's own, and no time
        /// passes while a message is on its way. The silo's own timers run by the real clock.
        /// </summary>
        public static Hosts Silo => TheSilo;
    }

    private sealed class Silo : Hosts
    {
        internal override IHosting For(HostProcess process) => new SiloHosting(process);
    }
}
