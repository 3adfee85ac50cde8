using System.Globalization;

namespace CallGrains.Benchmarks.Load;

/// <summary>
/// The time that the carrier writes into what it says: that of the generator's start. A host turns away what is older
/// than its replay window.
/// </summary>
internal static class CarrierTime
{
    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow();

    /// <summary>As the carrier writes it.</summary>
    /// <param name="later">How long after the start.</param>
    public static string Text(TimeSpan later) => (Start + later).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
