using System.Globalization;
using System.Text.Json.Nodes;

namespace CallGrains.EndToEnd.Tests.Support;

/// <summary>
/// Many lines on which callers make call after call, whatever happens to the host meanwhile; then the judgement of all
/// of them, from the simulator's own records.
/// </summary>
internal sealed class Switchboard(Uri simulator, Func<Uri> host, int lines, int seed, double speed = 1, TimeSpan? between = null)
{
    private readonly List<(Caller Caller, SimCall Call)> _finished = [];
    private readonly List<string> _broken = [];
    private readonly CancellationTokenSource _done = new();
    private List<double> _silences = [];
    private List<Task> _lines = [];

    /// <summary>Awaited before each call: where nobody listens, there is nothing to prove.</summary>
    public Func<Task> Listening { get; init; } = () => Task.CompletedTask;

    /// <summary>
    /// Whether the carrier is Telnyx: it tries its callbacks again, each with another body, and drops a repeated
    /// command.
    /// </summary>
    public bool IsTelnyx { get; init; }

    public int Finished
    {
        get
        {
            lock (_finished)
            {
                return _finished.Count;
            }
        }
    }

    public void Open() => _lines = Enumerable.Range(0, lines).Select(i => CallOnAsync(i, new Random(seed + i))).ToList();

    /// <summary>Waits until each line is in a call.</summary>
    public Task WhenBusyAsync() => Tick.UntilAsync(
        async () => (int)(await new ControlApi(simulator).GetAsync("/healthz"))["live"]! >= lines * 9 / 10 ? "" : null, () => $"{lines} calls were never live at once.", TimeSpan.FromMinutes(5));

    /// <summary>Waits until so many more calls are over.</summary>
    public Task WhenFinishedAsync(int more)
    {
        var aim = Finished + more;
        return Tick.UntilAsync(() => Task.FromResult(Finished >= aim ? "" : null), () => $"{Finished} calls are over, {aim} were waited for. {string.Join("\n", _broken.Take(3))}", TimeSpan.FromMinutes(10));
    }

    /// <summary>No call begins any more; ends when the last is over.</summary>
    public async Task CloseAsync()
    {
        await _done.CancelAsync();
        await Task.WhenAll(_lines);
    }

    /// <summary>How many callers heard all of this.</summary>
    public int CountHeard(params string[] texts)
    {
        lock (_finished)
        {
            return _finished.Count(f => texts.All(f.Call.HasHeard));
        }
    }

    /// <summary>
    /// Every acknowledged event in the journal, every call at its right end, nothing done twice; returns what happened,
    /// in words.
    /// </summary>
    public async Task<string> CheckAsync()
    {
        var phone = new Phone(simulator);
        var requests = (await phone.RequestsAsync()).Where(r => r["callId"] is not null).ToLookup(r => (string)r["callId"]!);
        var callbacks = (await phone.CallbacksAsync()).Where(c => c["callId"] is not null).ToLookup(c => (string)c["callId"]!);
        var grains = await PlacedAsync();
        var unheard = 0;
        foreach (var (caller, call) in _finished)
        {
            var acknowledged = callbacks[call.Id].Concat(callbacks[call.TransferCallId ?? ""]).Where(c => (int?)c["status"] == 200).ToList();
            if (caller.Intent != Intent.BeCalled && !acknowledged.Exists(c => Body(c).Contains(IsTelnyx ? "call.initiated" : "incomingcall", StringComparison.Ordinal)) && !requests[call.Id].Any(r => (string?)r["method"] == "POST"))
            {
                unheard++;
                continue;
            }

            Note(call, caller.Check(call), caller);
            Note(call, IsTelnyx ? HeardTwice(call) : Doubled(requests[call.Id]), caller);
            Note(call, await MissingAsync(grains.GetValueOrDefault(call.Id, call.Id), acknowledged), caller);
        }

        Assert.True(_broken.Count == 0, $"{_broken.Count} of {_finished.Count} calls broke:\n{string.Join("\n", _broken.Take(10).Select(b => b[..Math.Min(b.Length, 1200)]))}");
        Assert.True(_finished.Count - unheard > lines, "too few calls to prove anything");
        var all = callbacks.SelectMany(c => c).ToList();
        _silences = [.. Reactions.ByCall(all, requests).GroupBy(r => r.Call).Select(c => c.Max(r => r.Milliseconds) / speed / 1000).Order()];
        return string.Create(CultureInfo.InvariantCulture, $"""
            {_finished.Count} calls on {lines} lines: {all.Count(c => (int?)c["status"] == 200)} callbacks acknowledged, {all.Count} sent; {unheard} calls came while nobody listened.
            longest acknowledgement {all.Where(c => (int?)c["status"] == 200).Max(c => (double)c["ms"]!) / 1000:0.0} s, longest from event to command {_silences.LastOrDefault():0.0} s
            """);
    }

    /// <summary>
    /// After <see cref="CheckAsync"/>: how long each caller waited at worst for what his flow did next, over all calls.
    /// </summary>
    public string Silences() => _silences.Count == 0 ? "no call waited for anything" : string.Create(
        CultureInfo.InvariantCulture,
        $"longest silence of each of {_silences.Count} calls: median {At(0.5):0.00} s, 90 % {At(0.9):0.00} s, 99 % {At(0.99):0.00} s, longest {_silences[^1]:0.00} s; {_silences.Count(s => s > 5)} above 5 s");

    private double At(double share) => _silences[(int)((_silences.Count - 1) * share)];

    /// <summary>One line of the switchboard: call after call.</summary>
    private async Task CallOnAsync(int line, Random random)
    {
        var phone = new Phone(simulator, between ?? TimeSpan.FromMilliseconds(300));
        while (!_done.IsCancellationRequested)
        {
            await Listening();
            var caller = new Caller(phone, new ControlApi(host()), (Intent)random.Next(7), $"+1555100{1000 + line}", random);
            try
            {
                var call = await caller.CallAsync();
                lock (_finished)
                {
                    _finished.Add((caller, call));
                }
            }
            catch (TimeoutException e)
            {
                lock (_finished)
                {
                    _broken.Add($"{caller.Intent} {e.Message}");
                }
            }
        }
    }

    /// <summary>The grains of the calls that the host placed, by the carrier's call id.</summary>
    private async Task<Dictionary<string, string>> PlacedAsync()
    {
        var api = new ControlApi(host());
        var grains = new Dictionary<string, string>();
        for (string? after = ""; after is not null;)
        {
            var page = await api.GetAsync($"/api/calls?size=1000&flow=survey{(after.Length > 0 ? "&after=" + Uri.EscapeDataString(after) : "")}");
            foreach (var call in page["items"]!.AsArray().Where(c => (string?)c!["direction"] == "out" && c["carrierId"] is not null))
            {
                grains.Add((string)call!["carrierId"]!, (string)call["id"]!);
            }

            after = (string?)page["next"];
        }

        return grains;
    }

    private void Note(SimCall call, string? fault, Caller caller)
    {
        if (fault is not null)
        {
            _broken.Add($"{caller.Intent} {call.Id} {fault}: {call.Json.ToJsonString()}");
        }
    }

    /// <summary>
    /// No speech, gather, transfer or call is sent twice: each carries its operation's tag, or can be there only once.
    /// </summary>
    private static string? Doubled(IEnumerable<JsonObject> requests)
    {
        var doubled = requests
            .Where(r => (string?)r["method"] == "POST" && (Path(r).EndsWith("/audio", StringComparison.Ordinal) || Path(r).EndsWith("/gather", StringComparison.Ordinal) || Path(r).EndsWith("/calls", StringComparison.Ordinal) || Body(r).Contains("transferring", StringComparison.Ordinal)))
            .GroupBy(r => Path(r) + Body(r))
            .FirstOrDefault(g => g.Count() > 1);
        return doubled is null ? null : $"was sent {doubled.Count()} times {doubled.Key}";
    }

    /// <summary>
    /// Of commands that the carrier knows again, the effects count: no sentence of these flows comes twice.
    /// </summary>
    private static string? HeardTwice(SimCall call) =>
        call.Heard.GroupBy(text => text).FirstOrDefault(group => group.Count() > 1) is { } twice ? $"heard {twice.Count()} times {twice.Key}" : null;

    /// <summary>Each acknowledged callback stands in the journal with its own bytes.</summary>
    private async Task<string?> MissingAsync(string grainId, List<JsonObject> acknowledged)
    {
        var journal = await new ControlApi(host()).JournalAsync(grainId);
        var raw = journal["entries"]!.AsArray().Select(e => (string?)e!["raw"]).Where(r => r is not null).ToHashSet();
        var missing = acknowledged.Find(c => !(IsTelnyx ? RecordingOf(c) is not null || raw.Any(r => r!.Contains(IdOf(c), StringComparison.Ordinal)) || journal["entries"]!.AsArray().Any(IsSupplied) : raw.Contains(Body(c))));
        return missing is null ? await MissingTextAsync(acknowledged) : $"misses in its journal {Body(missing)}";
    }

    /// <summary>What was said in a recording waits under the recording, until a flow asks for it.</summary>
    private async Task<string?> MissingTextAsync(List<JsonObject> acknowledged)
    {
        foreach (var callback in acknowledged.Where(c => IsTelnyx && RecordingOf(c) is not null))
        {
            var journal = await new ControlApi(host()).JournalAsync($"rec-{RecordingOf(callback)}");
            if (!journal.ToJsonString().Contains(IdOf(callback), StringComparison.Ordinal))
            {
                return $"misses in the journal of its recording {Body(callback)}";
            }
        }

        return null;
    }

    /// <summary>The recording that a text is of; null for any other event.</summary>
    private static string? RecordingOf(JsonObject callback) => JsonNode.Parse(Body(callback))!["data"] is { } data && (string?)data["event_type"] == "call.recording.transcription.saved"
        ? (string)data["payload"]!["recording_id"]!
        : null;

    /// <summary>What was supplied before makes its late original a duplicate.</summary>
    private static bool IsSupplied(JsonNode? entry) => (string?)entry!["form"] == "Neutral";

    private static string IdOf(JsonObject callback) => (string)JsonNode.Parse(Body(callback))!["data"]!["id"]!;

    private static string Body(JsonObject item) => item["body"] is JsonValue text && text.TryGetValue<string>(out var body) ? body : item["body"]?.ToJsonString() ?? "";

    private static string Path(JsonObject item) => (string)item["path"]!;
}
