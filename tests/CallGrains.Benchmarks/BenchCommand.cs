using System.CommandLine;
using System.Globalization;
using CallGrains.Benchmarks.Model;
using CallGrains.Benchmarks.Report;
using CallGrains.Benchmarks.Runs;
using CallGrains.Benchmarks.Servers;
using CallGrains.Testing;

namespace CallGrains.Benchmarks;

/// <summary>The command line.</summary>
internal static class BenchCommand
{
    private static readonly string KnownRows = string.Join(", ", ServerKind.All.Select(k => k.Key));

    private static readonly Option<bool> Quick = new("--quick") { Description = "The references of the bench itself and the in-process rows only, in a minute or two." };
    private static readonly Option<string?> Json = new("--json") { Description = "Writes the rows to this file." };
    private static readonly Option<string?> Svg = new("--svg") { Description = "Draws the rows into this file." };
    private static readonly Option<double?> Seconds = new("--seconds") { Description = "Seconds of one measurement, 1 to 600. [default: 5, quick: 1.2]" };
    private static readonly Option<string?> Rows = new("--rows") { Description = $"Only these, with commas between them: {KnownRows}." };

    private static readonly Option<string?> Rates = new("--rates")
    {
        Description = "Callbacks a second at which latencies are measured, with commas between them; 0 for none. [default: 500,2000,5000, quick: 2000]",
    };

    private static readonly Option<int[]> Live = new("--live")
    {
        Description = "How many live calls hosts are to bring back and to be measured beside; may be repeated, up to 2000000; 0 for none. [default: 1000 and 100000, quick: none]",
    };

    private static readonly Option<string?> ModelOf = new("--model")
    {
        Description = "Measures nothing: prints what a model of silos and databases expects. With a file of --json, fed with its times; else with those of the README.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<DirectoryInfo?> Against = new("--against") { Description = "The folder of another build of the host: each row is measured for that one too, in turns." };

    public static Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("Measures CallGrains against a floor and against what people write today, on this machine, in one run.") { Quick, Json, Svg, Rows, Seconds, Rates, Live, Against, ModelOf };
        Seconds.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<double?>() is < 1 or > 600)
            {
                r.AddError($"--seconds is {r.Tokens[0].Value}; write 1 to 600.");
            }
        });
        Rates.Validators.Add(r =>
        {
            foreach (var wrong in Keys(r.GetValueOrDefault<string?>()).Where(rate => !int.TryParse(rate, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is not 0 and (< 10 or > 1_000_000)))
            {
                r.AddError($"--rates has '{wrong}'; write 10 to 1000000, or 0 for none.");
            }
        });
        Live.Validators.Add(r =>
        {
            foreach (var wrong in (r.GetValueOrDefault<int[]>() ?? []).Where(n => n is not 0 and (< 100 or > 2_000_000)))
            {
                r.AddError($"--live is {wrong}; write 100 to 2000000, or 0 for none.");
            }
        });
        Rows.Validators.Add(r =>
        {
            foreach (var unknown in Keys(r.GetValueOrDefault<string?>()).Where(key => ServerKind.All.All(k => k.Key != key)))
            {
                r.AddError($"--rows does not know '{unknown}'; it knows {KnownRows}.");
            }
        });
        command.SetAction(parsed => parsed.GetResult(ModelOf) is null ? MeasureAsync(Options(parsed)) : Task.FromResult(Simulate(parsed.GetValue(ModelOf))));
        return command.Parse(args).InvokeAsync();
    }

    private static async Task<int> MeasureAsync(BenchOptions options)
    {
        Server.Folder = Directory.CreateTempSubdirectory("callgrains-bench-").FullName;
        var done = false;
        try
        {
            var report = await new Bench(options, Console.Error).RunAsync();
            TextTable.Write(Console.Out, report);
            Console.WriteLine($"\n{Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB; {report.Took.TotalSeconds:0} s in all.");
            Save(options, report);
            done = true;
            return 0;
        }
        catch (InvalidOperationException e)
        {
            await Console.Error.WriteLineAsync($"\ncallgrains bench: {e.Message}");
            return 1;
        }
        finally
        {
            if (done)
            {
                Directory.Delete(Server.Folder, recursive: true);
            }
        }
    }

    private static int Simulate(string? report)
    {
        try
        {
            ModelTable.Write(Console.Out, report is null ? new ModelInputs() : ModelInputs.Read(report));
            return 0;
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine($"callgrains bench: {e.Message}");
            return 1;
        }
    }

    private static void Save(BenchOptions options, BenchReport report)
    {
        if (options.JsonFile is { } json)
        {
            JsonReport.Write(json, report);
        }

        if (options.SvgFile is { } svg)
        {
            SvgChart.Write(svg, report);
        }
    }

    private static BenchOptions Options(ParseResult parsed)
    {
        var quick = parsed.GetValue(Quick);
        var keys = Keys(parsed.GetValue(Rows));
        var options = new BenchOptions([.. ServerKind.All.Where(k => keys.Length > 0 ? keys.Contains(k.Key) : k.IsQuick || !quick)]) { JsonFile = parsed.GetValue(Json), SvgFile = parsed.GetValue(Svg) };
        options = parsed.GetValue(Live) is { Length: > 0 } live ? options with { LiveCalls = [.. live.Where(n => n > 0)] } : quick ? options : options with { LiveCalls = [1_000, 100_000] };
        if (parsed.GetValue(Against) is { } before)
        {
            options = options with { LiveCalls = [], Rates = [], HalfRounds = 1, IdleCalls = 5_000, Kinds = [.. options.Kinds.SelectMany(k => k.IsHost ? [k.Of(before.FullName), k] : new[] { k })] };
        }

        if (PrivatePostgres.Obstacle is { } obstacle)
        {
            Console.Error.WriteLine($"Rows on PostgreSQL are left out: {obstacle}");
            options = options with { Kinds = [.. options.Kinds.Where(k => !k.NeedsPostgres)] };
        }

        foreach (var missing in options.Kinds.Where(k => !k.IsBuilt))
        {
            Console.Error.WriteLine($"Row {missing.Key} is left out: its program was not built.");
        }

        options = options with { Kinds = [.. options.Kinds.Where(k => k.IsBuilt)] };
        options = quick ? options with { Rates = [2_000], Seconds = 1.2, Rounds = 2, HalfRounds = 1, WarmUp = 1.5, IdleCalls = 2000, PassivateAfter = TimeSpan.FromSeconds(5) } : options;
        options = parsed.GetValue(Rates) is { } rates ? options with { Rates = [.. Keys(rates).Select(rate => int.Parse(rate, CultureInfo.InvariantCulture)).Where(rate => rate > 0)] } : options;
        return parsed.GetValue(Seconds) is { } seconds ? options with { Seconds = seconds } : options;
    }

    private static string[] Keys(string? list) => list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
