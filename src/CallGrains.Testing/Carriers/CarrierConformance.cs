using CallGrains.Testing.Worlds;

namespace CallGrains.Testing;

/// <summary>
/// What every <see cref="ICarrier"/> promises, as named checks. A test class derives from this one, opens its carrier's
/// bench, and hands each name to <see cref="Run"/>; so the suite needs no test framework, and any will do.
/// </summary>
/// <example><code>
/// public sealed class MyCarrierTests : CarrierConformance
/// {
///     public static TheoryData&lt;string&gt; Names => new(Checks);
///
///     [Theory, MemberData(nameof(Names))]
///     public void Conforms(string check) => Run(check);
///
///     protected override CarrierBench Open(TimeProvider time) => new MyBench(time);
/// }
/// </code></example>
public abstract partial class CarrierConformance
{
    private static readonly Dictionary<string, Func<CarrierRun, Task<string>>> All =
        CommandChecks.Concat(CallbackChecks).Concat(CallChecks).Concat(ConferenceChecks).ToDictionary(check => check.Method.Name);

    /// <summary>The names of all checks.</summary>
    public static IReadOnlyList<string> Checks { get; } = [.. All.Keys];

    /// <summary>Runs one check on a bench of its own, in virtual time.</summary>
    /// <param name="check">One of <see cref="Checks"/>.</param>
    /// <returns>What was checked, in few words: how many commands, for example; a dash for what this carrier does not
    /// have.</returns>
    /// <exception cref="ConformanceException">The carrier does not keep what the check is named after.</exception>
    public string Run(string check)
    {
        var told = "";
        World.Run(async world => told = await All[check](new CarrierRun(world, Open)));
        return told;
    }

    /// <summary>Opens a bench on which nothing has happened.</summary>
    /// <param name="time">The clock of the check.</param>
    protected abstract CarrierBench Open(TimeProvider time);
}
