using System.Globalization;
using CallGrains.Benchmarks.Model;

namespace CallGrains.Benchmarks.Report;

/// <summary>What the model expects of silos and databases, as a table in Markdown.</summary>
internal static class ModelTable
{
    private static readonly int[] Silos = [1, 2, 3, 4, 6, 8, 12, 16];
    private static readonly int[] Databases = [1, 2, 4];

    public static void Write(TextWriter output, ModelInputs inputs)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"A callback takes {inputs.SiloMicroseconds:0} µs of a silo alone, {inputs.SiloTime(3):0} µs of one of three, {inputs.DatabaseMicroseconds:0} µs of PostgreSQL; a batch {inputs.BatchMicroseconds:0} µs more, a flush {inputs.FlushMicroseconds:0} µs. Each silo has {inputs.SiloProcessors} processors, each database {inputs.DatabaseProcessors}."));
        output.WriteLine("callbacks/s at saturation (calls/s), and how busy the processors of silos and databases are:\n");
        TextTable.Write(
            output,
            ["silos", .. Databases.Select(d => d == 1 ? "1 database" : $"{d} databases")],
            Silos.Select(silos => (string[])[$"{silos}", .. Databases.Select(databases => Cell(Simulation.Run(inputs, silos, databases)))]));
    }

    private static string Cell(ModelResult result) => string.Create(
        CultureInfo.InvariantCulture, $"{result.CallbacksPerSecond:#,0} ({result.CallsPerSecond:#,0}); {result.SilosBusy * 100:0} % / {result.DatabasesBusy * 100:0} %");
}
