using Microsoft.Extensions.Time.Testing;

namespace CallGrains.Simulator.Tests.Support;

/// <summary>
/// The clock of the tests: it stands still until it is told to advance; then its timers fire on the caller's thread.
/// </summary>
internal static class FakeClock
{
    public static FakeTimeProvider Create() => new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public static void Advance(this FakeTimeProvider clock, double seconds) => clock.Advance(TimeSpan.FromSeconds(seconds));
}
