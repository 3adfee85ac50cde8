using System.Globalization;

namespace CallGrains.Tool.Attacks;

/// <summary>The attacks.</summary>
internal static class AttackTable
{
    private const string Callbacks = "/callbacks/bandwidth";
    private const string Stopped = "+15557777";
    private static readonly string[] Tables = ["tcp", "tcp6"];
    private static readonly string[] Proxies = ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "CF-Connecting-IP", "X-Forwarded-Host", "X-Forwarded-Proto", "True-Client-IP"];

    public static IReadOnlyList<Attack> All { get; } =
    [
        new("bogus", "200 callbacks about calls that do not exist", (t, stop) => Bogus(t, 200, stop)),
        new("bogus-many", "10,000 of them", (t, stop) => Bogus(t, t.Plan.Of(10_000), stop)),
        new("bogus-most", "40,000 of them", (t, stop) => Bogus(t, t.Plan.Of(40_000), stop)),
        new("bogus-open", "10,000 of them, in Development, where anybody may", (t, stop) => Bogus(t, t.Plan.Of(10_000), stop)) { Environment = "Development" },
        new("most-open", "40,000 of them, in Development", (t, stop) => Bogus(t, t.Plan.Of(40_000), stop)) { Environment = "Development" },
        new("forged-calls", "4 forged incoming calls a second", ForgedCalls),
        new("held", "4,000 early events of 60 KB about one call", Held),
        new("held-open", "4,000 of them, in Development", Held) { Environment = "Development" },
        new("texts", "300 forged texts to a flow that answers", ForgedTexts),
        new("start", "a forged START after a real STOP", ForgedStart),
        new("ports", "ports beside the host's own", Ports),
        new("files", "files that other users can read", Files),
        new("rebinding", "a page that calls this machine by another name", Rebinding) { Environment = "Development" },
        new("proxies", "the API behind a proxy, without a key", BehindProxies) { Environment = "Development" },
    ];

    private static Task<AttackResult> Bogus(Target t, int count, CancellationToken stop) => Flood.WithCallsAsync(t, t.Plan.CallsAfter, end => Flood.PostAsync(t, count, n => (Callbacks, Answer($"c-bogus{n}")), end), stop);

    private static Task<AttackResult> ForgedCalls(Target t, CancellationToken stop) => Flood.WithCallsAsync(t, t.Plan.Brief ? [5] : [10, 20, 30], async end =>
    {
        var seen = new List<string>();
        for (var n = 0; n < t.Plan.Of(160); n++)
        {
            seen.Add(await Flood.PostAsync(t, 1, _ => ($"{Callbacks}/flows/front-desk", $$"""{"eventType":"incomingcall","callId":"c-forged{{n}}","from":"+15559999","to":"+15550100"}"""), end));
            await t.PassAsync(TimeSpan.FromMilliseconds(250), end);
        }

        return string.Join(", ", seen.GroupBy(s => s).Select(g => $"{g.Count()} × {g.Key[4..]}"));
    }, stop);

    private static Task<AttackResult> Held(Target t, CancellationToken stop) => Flood.WithCallsAsync(t, [0], async end =>
    {
        var pad = new string('x', 60_000);
        var seen = await Flood.PostAsync(t, t.Plan.Of(4_000), n => (Callbacks, $$"""{"eventType":"dtmf","callId":"c-held","dtmfDigit":"1","time":"{{TimeProvider.System.GetUtcNow().AddSeconds(n):yyyy-MM-ddTHH:mm:ss}}Z","tag":"{{pad}}"}"""), end);
        return $"{seen}; its journal {await t.SendAsync(t.Known(HttpMethod.Get, "/api/calls/c-held/journal"), end)}";
    }, stop);

    private static async Task<AttackResult> ForgedTexts(Target t, CancellationToken stop)
    {
        var victims = Enumerable.Range(0, t.Plan.Of(300)).Select(n => $"+1555{n + 7_000_000}").ToList();
        var seen = await Flood.PostAsync(t, victims.Count, n => ($"{Callbacks}/flows/auto-reply", Text(victims[n], "hello", $"m-forged{n}")), stop);
        await t.PassAsync(TimeSpan.FromSeconds(10), stop);
        var sent = 0;
        foreach (var victim in victims)
        {
            sent += (await t.Phone.MessagesAsync(victim, stop)).Count;
        }

        return new AttackResult(sent == 0, $"{seen}; {sent} texts were sent within 10 s");
    }

    private static async Task<AttackResult> ForgedStart(Target t, CancellationToken stop)
    {
        await t.Phone.TextAsync(Stopped, "+15550105", "STOP", stop);
        var stopped = await RepliesAsync(0);
        var seen = await t.PostAsync($"{Callbacks}/flows/auto-reply", Text(Stopped, "START", "m-start"), stop);
        var started = await RepliesAsync(stopped);
        await t.Phone.TextAsync(Stopped, "+15550105", "hello", stop);
        var after = await RepliesAsync(started);
        return new AttackResult(after == stopped, $"{seen}; {after - stopped} texts to a number that had stopped them");

        async Task<int> RepliesAsync(int before)
        {
            var count = before;
            for (var tries = 0; tries < 12 && count == before; tries++)
            {
                await t.PassAsync(TimeSpan.FromSeconds(0.5), stop);
                count = (await t.Phone.MessagesAsync(Stopped, stop)).Count;
            }

            return count;
        }
    }

    private static Task<AttackResult> Ports(Target t, CancellationToken stop)
    {
        var sockets = new DirectoryInfo($"/proc/{t.Id}/fd").EnumerateFileSystemInfos().Select(f => f.LinkTarget).Where(l => l?.StartsWith("socket:[", StringComparison.Ordinal) == true).Select(l => l![8..^1]).ToHashSet();
        var open = Tables.SelectMany(kind => File.ReadLines($"/proc/{t.Id}/net/{kind}").Skip(1)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(f => f[3] == "0A" && sockets.Contains(f[9])).Select(f => int.Parse(f[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).Where(port => port != t.Host.Port).ToList();
        return Task.FromResult(new AttackResult(open.Count == 0, open.Count == 0 ? "none" : $"{open.Count} more"));
    }

    private static Task<AttackResult> Files(Target t, CancellationToken stop)
    {
        if (OperatingSystem.IsWindows())
        {
            return Task.FromResult(new AttackResult(true, "not looked at"));
        }

        var wide = Directory.EnumerateFileSystemEntries(t.Data, "*", SearchOption.AllDirectories).Prepend(t.Data).Where(IsOpen).Select(Path.GetFileName).ToList();
        return Task.FromResult(new AttackResult(wide.Count == 0, wide.Count == 0 ? "none" : string.Join(", ", wide)));
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static bool IsOpen(string file) => (File.GetUnixFileMode(file) & (UnixFileMode)0b111_111) != 0;

    private static async Task<AttackResult> Rebinding(Target t, CancellationToken stop)
    {
        var call = new StringContent("""{"flow":"front-desk","from":"+15550100","to":"+15550123"}""", null, "application/json");
        var named = new HttpRequestMessage(HttpMethod.Post, new Uri(t.Host, "/api/calls")) { Content = call, Headers = { Host = "evil.example.com" } };
        var foreign = new HttpRequestMessage(HttpMethod.Post, new Uri(t.Host, "/api/calls/c-1/hangup")) { Content = new StringContent(""), Headers = { { "Origin", "https://evil.example.com" } } };
        var simulated = new HttpRequestMessage(HttpMethod.Get, new Uri(t.Simulator, "/sim/callbacks")) { Headers = { Host = "evil.example.com" } };
        var dialled = new HttpRequestMessage(HttpMethod.Post, new Uri(t.Simulator, "/sim/calls")) { Content = new StringContent("""{"from":"+15550123","to":"+15550100"}"""), Headers = { { "Origin", "https://evil.example.com" } } };
        var answers = new List<int>();
        foreach (var request in new[] { named, foreign, simulated, dialled })
        {
            answers.Add(await t.SendAsync(request, stop));
        }

        return new AttackResult(answers.TrueForAll(a => a is 403 or 415 or 421), string.Join(", ", answers));
    }

    private static async Task<AttackResult> BehindProxies(Target t, CancellationToken stop)
    {
        var let = new List<string>();
        foreach (var header in Proxies)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(t.Host, "/api/calls"));
            request.Headers.TryAddWithoutValidation(header, "192.0.2.1");
            var status = await t.SendAsync(request, stop);
            let.AddRange(status == 403 ? [] : [header]);
        }

        return new AttackResult(let.Count == 0, let.Count == 0 ? "403 with each sign of one" : $"open with {string.Join(", ", let)}");
    }

    private static string Answer(string call) => $$"""{"eventType":"answer","callId":"{{call}}"}""";

    private static string Text(string from, string text, string id) =>
        $$"""{"eventType":"sms","direction":"in","messageId":"{{id}}","messageUri":"https://api.example.com/m","from":"{{from}}","to":"+15550105","text":"{{text}}","state":"received"}""";
}
