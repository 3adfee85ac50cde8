using System.Diagnostics;
using System.Text.Json.Nodes;
using CallGrains.EndToEnd.Tests.Support;
using PrivatePostgres = CallGrains.Testing.PrivatePostgres;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.EndToEnd.Tests.Campaigns;

/// <summary>
/// A journal is copied while people call, its host is killed later, and another one goes on from the copy in a new
/// place. Of calls that began after the copy it does not know: whoever hears nothing hangs up.
/// </summary>
public sealed class RestoreTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Seed = 20261201;
    private const double Speed = 3;

    /// <summary>Those whose callers dial: a call that the host placed after the copy is in no journal.</summary>
    private const int Dialling = 6;

    private static readonly int Lines = Campaign.Of("LINES", full: 60, brief: 8);
    private readonly HashSet<string> _forgotten = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("callgrains-restore-").FullName;
    private readonly int _port = Tick.FreePort();
    private Program? _simulator;
    private Program? _host;
    private Phone _phone = null!;
    private volatile TaskCompletionSource _listening = new();

    public async ValueTask InitializeAsync()
    {
        if (Campaign.IsFull)
        {
            _simulator = await Program.StartSimulatorAsync(Speed, Tick.FreePort(), "--history", "1000000");
            _phone = new Phone(_simulator.Url);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in new[] { _host, _simulator }.OfType<Program>())
        {
            await program.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public Task A_copy_of_SQLite_has_all_that_was_acknowledged_before_it_and_its_calls_go_on() => RestoreAsync(new SqlitePlace(At("before")), new SqlitePlace(At("after")));

    [Fact]
    public async Task A_copy_of_PostgreSQL_has_all_that_was_acknowledged_before_it_and_its_calls_go_on()
    {
        Assert.SkipUnless(Campaign.IsFull, "Takes minutes: ./callgrains campaign restore runs it.");
        Assert.SkipWhen(PrivatePostgres.Obstacle is not null, PrivatePostgres.Obstacle ?? "");
        await using var before = await PrivatePostgres.StartAsync();
        await using var after = await PrivatePostgres.StartAsync();
        await RestoreAsync(new PostgresPlace(before.ConnectionString(), At("before")), new PostgresPlace(after.ConnectionString(), At("after")));
    }

    private string At(string name) => Path.Combine(_folder, name);

    private async Task RestoreAsync(IJournalPlace before, IJournalPlace after)
    {
        Assert.SkipUnless(Campaign.IsFull, "Takes minutes: ./callgrains campaign restore runs it.");
        await StartHostAsync(before);
        var board = new Switchboard(_simulator!.Url, () => _host!.Url, Lines, Seed, Speed) { Listening = () => _listening.Task, Intents = Dialling };
        board.Open();
        await board.WhenFinishedAsync(Lines);
        var acknowledged = await AcknowledgedAsync();
        var copy = At("copy");
        var watch = Stopwatch.StartNew();
        var made = await before.BackUpAsync(copy);
        output.WriteLine($"{acknowledged.Count} callbacks were acknowledged and {board.Live.Count} calls live; a copy of {made.Grains} grains took {watch.Elapsed.TotalSeconds:0.00} s.");
        await board.WhenFinishedAsync(Lines / 2);

        _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _host!.KillAsync();
        var atKill = (await AcknowledgedAsync()).Select(Body).ToHashSet();
        watch.Restart();
        await after.RestoreAsync(copy);
        await StartHostAsync(after);
        output.WriteLine($"{atKill.Count} callbacks were acknowledged and {board.Live.Count} calls live when the host was killed; the other one was ready after {watch.Elapsed.TotalSeconds:0.0} s.");
        await HangUpForgottenAsync(board);
        await board.WhenFinishedAsync(Lines * 2);
        await board.CloseAsync();
        await JudgeAsync(board, acknowledged, atKill);
    }

    private async Task StartHostAsync(IJournalPlace place)
    {
        _host = await Program.StartHostAsync(_simulator!.Url, place.Data, _port, place.Arguments);
        _listening.SetResult();
    }

    private async Task<List<JsonObject>> AcknowledgedAsync() => [.. (await _phone.CallbacksAsync()).Where(c => (int?)c["status"] == 200 && c["callId"] is not null)];

    /// <summary>Who is in a call that the journal does not know hears nothing until he does something.</summary>
    private async Task HangUpForgottenAsync(Switchboard board)
    {
        var api = new ControlApi(_host!.Url);
        foreach (var call in board.Live)
        {
            if (await api.FlowOfAsync(call) is null)
            {
                _forgotten.Add(call);
                await _phone.HangUpAsync(call);
            }
        }

        output.WriteLine($"{_forgotten.Count} callers, who had called after the copy, hung up.");
    }

    /// <summary>
    /// What was acknowledged before the copy, or by the new host, is in its journal; the calls of before the copy, and
    /// those of the new host, came to their right ends, and none lives.
    /// </summary>
    private async Task JudgeAsync(Switchboard board, List<JsonObject> acknowledged, HashSet<string> atKill)
    {
        var api = new ControlApi(_host!.Url);
        var all = (await AcknowledgedAsync()).ToLookup(c => (string)c["callId"]!);
        var before = acknowledged.ToLookup(c => (string)c["callId"]!);
        var (faults, old, anew, between) = (new List<string>(), 0, 0, 0);
        foreach (var (caller, call) in board.Calls)
        {
            var heard = all[call.Id].Concat(all[call.TransferCallId ?? ""]).ToList();
            var known = before[call.Id].Concat(before[call.TransferCallId ?? ""]).ToList();
            var isOld = known.Count > 0;
            if (!isOld && (heard.Count == 0 || _forgotten.Contains(call.Id) || heard.Exists(c => atKill.Contains(Body(c)))))
            {
                between++;
                continue;
            }

            _ = isOld ? old++ : anew++;
            var due = known.Concat(heard.Where(c => !atKill.Contains(Body(c)))).ToList();
            var missing = await api.FlowOfAsync(call.Id) is null ? "is not in the journal" : await board.MissingAsync(call.Id, due);
            faults.AddRange(new[] { caller.Check(call), missing }.OfType<string>().Select(f => $"{caller.Intent} {call.Id} {f}: {call.Json.ToJsonString()}"));
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults.Take(10).Select(f => f[..Math.Min(f.Length, 1200)])));
        await Tick.UntilAsync(
            async () => (await api.GetAsync("/api/calls?state=live"))["items"]!.AsArray().Count == 0 ? "" : null, () => "A call of the journal never ended.");
        output.WriteLine($"{old} calls of before the copy and {anew} of after the restore came to their right ends, and the journal has all that was acknowledged of them, {acknowledged.Count} callbacks of before the copy among it; {between} calls began between the two.");
    }

    private static string Body(JsonObject callback) => (string?)callback["body"] ?? "";
}
