using CallGrains.Benchmarks.Load;

namespace CallGrains.Benchmarks.Model;

/// <summary>What a simulation came to.</summary>
/// <param name="CallbacksPerSecond">At saturation.</param>
/// <param name="SilosBusy">The share of the silos' processors that was used.</param>
/// <param name="DatabasesBusy">The same of the databases.</param>
internal sealed record ModelResult(double CallbacksPerSecond, double SilosBusy, double DatabasesBusy)
{
    public double CallsPerSecond => CallbacksPerSecond / CallScript.Menu.Count;
}

/// <summary>
/// Silos and databases at saturation: a callback takes half of its processor time on a silo, waits until it is durable
/// in the database of its call, and takes the other half; then comes another one.
/// </summary>
internal sealed class Simulation
{
    private const double WarmUp = 0.3;
    private const double Seconds = 0.7;

    private readonly ModelClock _clock = new();
    private readonly Random _random = new(7);
    private readonly double _half;
    private readonly Station[] _silos;
    private readonly Database[] _databases;
    private long _done;

    private Simulation(ModelInputs inputs, int silos, int databases)
    {
        _half = inputs.SiloTime(silos) / 2e6;
        _silos = [.. Enumerable.Range(0, silos).Select(_ => new Station(_clock, inputs.SiloProcessors))];
        _databases = [.. Enumerable.Range(0, databases).Select(_ => new Database(_clock, inputs, silos))];
    }

    public static ModelResult Run(ModelInputs inputs, int silos, int databases)
    {
        var simulation = new Simulation(inputs, silos, databases);
        for (var i = 0; i < inputs.AtOnce * silos; i++)
        {
            simulation.Begin(i % silos);
        }

        simulation._clock.Run(WarmUp);
        simulation._done = 0;
        Station[] stations = [.. simulation._silos, .. simulation._databases.Select(d => d.Server)];
        Array.ForEach(stations, s => s.Worked = 0);
        simulation._clock.Run(WarmUp + Seconds);
        return new ModelResult(simulation._done / Seconds, Busy(simulation._silos), Busy([.. simulation._databases.Select(d => d.Server)]));
    }

    private static double Busy(Station[] stations) => stations.Average(s => s.Worked / Seconds / s.Processors);

    private void Begin(int silo)
    {
        var database = _databases[_random.Next(_databases.Length)];
        _silos[silo].Do(Vary(_half), () => database.Append(silo, () => _silos[silo].Do(Vary(_half), () =>
        {
            _done++;
            Begin(silo);
        })));
    }

    // No piece of work takes as long as the next one.
    private double Vary(double seconds) => seconds * (0.5 + _random.NextDouble());
}
