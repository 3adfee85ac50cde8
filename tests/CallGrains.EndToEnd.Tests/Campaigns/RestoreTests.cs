using CallGrains.EndToEnd.Tests.Support;
using CallGrains.Storage;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.EndToEnd.Tests.Campaigns;

/// <summary>
/// A journal is copied while people call, its host dies, and another one goes on from the copy: what happened since is
/// found by asking the carrier.
/// </summary>
public sealed class RestoreTests(ITestOutputHelper output)
{
    private const int Seed = 20261201;
    private const double Speed = 3;
    private static readonly int Lines = Campaign.Of("LINES", full: 60, brief: 8);

    [Fact]
    public async Task After_a_restore_under_load_every_call_comes_to_an_end_and_new_ones_go_well()
    {
        Assert.SkipUnless(Campaign.IsFull, "Takes minutes: ./callgrains campaign restore runs it.");
        var folder = Directory.CreateTempSubdirectory("callgrains-restore-").FullName;
        var (before, after, copy) = (Path.Combine(folder, "before"), Path.Combine(folder, "after"), Path.Combine(folder, "copy.db"));
        try
        {
            await using var simulator = await Program.StartSimulatorAsync(Speed, Tick.FreePort(), "--history", "1000000");
            var port = Tick.FreePort();
            await using var host = await Program.StartHostAsync(simulator.Url, before, port);
            var board = new Switchboard(simulator.Url, () => host.Url, Lines, Seed, Speed);
            board.Open();
            await board.WhenFinishedAsync(Lines);
            var made = await JournalBackup.BackUpAsync(new SqliteJournalOptions { Path = Path.Combine(before, "journal.db") }, copy);
            await board.WhenFinishedAsync(Lines / 2);
            output.WriteLine($"A copy of {made.Grains} grains was made while {Lines} lines called; {board.Finished} calls are over.");

            await host.KillAsync();
            await JournalBackup.RestoreAsync(copy, new SqliteJournalOptions { Path = Path.Combine(after, "journal.db") });
            await using var restored = await Program.StartHostAsync(simulator.Url, after, port);
            await board.CloseAsync();
            var live = 0;
            await Tick.UntilAsync(
                async () => (live = (int)(await new ControlApi(simulator.Url).GetAsync("/healthz"))["live"]!) == 0 ? "" : null, () => $"{live} calls never ended.", TimeSpan.FromMinutes(5));
            output.WriteLine($"{board.Finished} calls are over, and none lives.");

            // What is new since is as on any other day.
            var later = new Switchboard(simulator.Url, () => restored.Url, Lines, Seed + 1000, Speed);
            later.Open();
            await later.WhenFinishedAsync(Lines * 2);
            await later.CloseAsync();
            output.WriteLine(await later.CheckAsync());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
