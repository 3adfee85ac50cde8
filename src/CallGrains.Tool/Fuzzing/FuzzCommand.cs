using System.CommandLine;
using CallGrains.Testing;
using CallGrains.Testing.Fuzzing;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Fuzzing;

/// <summary><c>fuzz</c>: runs the sample flows and the kernel through seeds until a promise breaks.</summary>
internal static class FuzzCommand
{
    private const long DefaultSeeds = 10_000;
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(10);

    public static Command Create(ToolWorld world)
    {
        var seeds = Options.Whole("--seeds", $"How many runs, over all flows together. [default: {DefaultSeeds}; without limit when --minutes is given]", 1, int.MaxValue);
        var minutes = Options.Number("--minutes", "Ends after so many minutes. [default: when the seeds are done]", 0.01, 100_000);
        var flow = new Option<string?>("--flow") { Description = $"One flow alone: {string.Join(", ", SampleFlows.All.Select(t => t.Title))}." };
        var seed = Options.Count("--seed", "Repeats one seed, which needs --flow.");
        var first = Options.Count("--first", "The first seed. [default: 1]");
        var carrier = new Option<string?>("--carrier") { Description = "Whose simulated network: bandwidth or telnyx, each with the carrier's real adapter. [default: bandwidth]" }.AcceptOnlyFromAmong("bandwidth", "telnyx");
        var jobs = Options.Whole("--jobs", "How many at a time. [default: one for each processor]", 1, 1024);
        var command = new Command("fuzz", "Run flows through thousands of orders, faults and crashes, and check every promise.") { seeds, minutes, flow, seed, first, carrier, jobs };
        command.SetAction((parsed, stop) =>
        {
            var name = parsed.GetValue(flow);
            var network = parsed.GetValue(carrier) == "telnyx" ? SimulatedNetwork.Telnyx : SimulatedNetwork.Bandwidth;
            var targets = SampleFlows.On(network).Where(t => name is null || t.Title == name).ToList();
            if (targets.Count == 0 || (parsed.GetValue(seed) is not null && name is null))
            {
                world.Error.WriteLine(targets.Count == 0 ? $"There is no flow '{name}' that {network} can run; known are {string.Join(", ", SampleFlows.On(network).Select(t => t.Title))}." : "--seed needs --flow: which flow a seed belongs to.");
                return Task.FromResult(ToolCommand.Wrong);
            }

            var count = parsed.GetValue(seed) is not null ? 1 : parsed.GetValue(seeds) ?? (parsed.GetValue(minutes) is null ? DefaultSeeds : long.MaxValue);
            var campaign = new FuzzCampaign(targets, (ulong)(parsed.GetValue(seed) ?? parsed.GetValue(first) ?? 1), count);
            return RunAsync(campaign, tellsReach: name is not null, count, parsed.GetValue(minutes), parsed.GetValue(jobs) ?? Environment.ProcessorCount, world, stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(FuzzCampaign campaign, bool tellsReach, long count, double? minutes, int jobs, ToolWorld world, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var limit = minutes is { } m ? world.Time.CreateTimer(_ => end.Cancel(), null, TimeSpan.FromMinutes(m), Timeout.InfiniteTimeSpan) : null;
        var began = world.Time.GetTimestamp();
        using var over = new CancellationTokenSource();
        var progress = ProgressDisplay.WatchAsync(world.Error, ProgressEvery, world.Time, Read, over.Token);
        await Task.Factory.StartNew(() => campaign.Run(jobs, end.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await over.CancelAsync();
        await progress;
        await world.Out.WriteLineAsync(Summary(campaign, world.Time.GetElapsedTime(began)));
        if (campaign.Broken is not { } broken)
        {
            await world.Out.WriteLineAsync("No promise was broken.");
            if (tellsReach)
            {
                await world.Out.WriteAsync(campaign.Reach.ToString());
            }

            return ToolCommand.Done;
        }

        await world.Out.WriteLineAsync(FuzzReport.Of(broken, $"./callgrains fuzz --carrier {broken.Target.Network} --flow {broken.Target.Title} --seed {broken.Seed}"));
        return ToolCommand.Failed;

        ProgressReading Read()
        {
            var time = world.Time.GetElapsedTime(began);
            var share = count < long.MaxValue ? (double)campaign.Done / count : time.TotalMinutes / minutes!.Value;
            return new ProgressReading(Math.Min(share, 1), Summary(campaign, time));
        }
    }

    private static string Summary(FuzzCampaign campaign, TimeSpan time) =>
        FormattableString.Invariant($"{campaign.Done:n0} seeds, {campaign.Events:n0} events, {campaign.Crashes:n0} crashes in {time.TotalSeconds:0.0} s: {campaign.Done / Math.Max(time.TotalSeconds, 0.001):n0} seeds/s");
}
