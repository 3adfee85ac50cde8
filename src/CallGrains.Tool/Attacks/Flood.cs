using System.Collections.Concurrent;

namespace CallGrains.Tool.Attacks;

/// <summary>Many requests at once, and how long callers wait meanwhile.</summary>
internal static class Flood
{
    private const int AtOnce = 64;

    /// <summary>What a flood may cost a caller, in seconds.</summary>
    private const double MostDelay = 0.5;

    /// <summary>What a flood may cost the host, in MB.</summary>
    private const int MostMemory = 150;

    /// <summary>Posts all of them; how often each status came.</summary>
    public static async Task<string> PostAsync(Target target, int count, Func<int, (string Path, string Json)> request, CancellationToken stop)
    {
        var answers = new ConcurrentDictionary<int, int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (n, end) =>
        {
            var (path, json) = request(n);
            answers.AddOrUpdate(await target.PostAsync(path, json, end), 1, static (_, all) => all + 1);
        });
        return string.Join(", ", answers.OrderBy(a => a.Key).Select(a => $"{a.Value} × {a.Key}"));
    }

    /// <summary>Floods, and calls meanwhile and later.</summary>
    public static async Task<AttackResult> WithCallsAsync(Target target, IReadOnlyList<int> callsAfter, Func<CancellationToken, Task<string>> flood, CancellationToken stop)
    {
        await target.FirstWordAsync(stop);
        var calm = await target.FirstWordAsync(stop);
        var before = target.Memory();
        var flooding = flood(stop);
        var heard = await Task.WhenAll(callsAfter.Select(async after =>
        {
            await target.PassAsync(TimeSpan.FromSeconds(after), stop);
            return await target.FirstWordAsync(stop);
        }));
        var (seen, peak) = (await flooding, target.PeakMemory());
        return new AttackResult(heard.Max() < calm + MostDelay && peak < before + MostMemory, seen)
        {
            FirstWord = FormattableString.Invariant($"{calm:0.0} s, then {string.Join(", ", heard.Select(h => FormattableString.Invariant($"{h:0.0}")))} s"),
            Memory = $"{before} to {peak} MB",
        };
    }
}
