using System.Text;
using CallGrains.Storage;

// A process to be killed: it appends to a few grains of a journal for as long as it lives, competing with whoever else
// does, and writes a line "grain number text" for each append that was acknowledged. Arguments: sqlite or postgres, the
// file or the connection string, the number of grains, a name that marks its own entries.
const int InFlight = 4;
var (kind, store, grains, name) = (args[0], args[1], int.Parse(args[2], null), args[3]);
await using IJournal journal = kind == "sqlite"
    ? SqliteJournal.Open(new SqliteJournalOptions { Path = store })
    : PostgresJournal.Open(new PostgresJournalOptions { ConnectionString = store });
using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
await Task.WhenAll(Enumerable.Range(0, grains).Select(grain => Task.Run(() => AppendForEverAsync(grain))));

async Task AppendForEverAsync(int grain)
{
    while (true)
    {
        var last = (await journal.ReadAsync(FlowAddress.Call($"c-{grain}")))?.Summary.Sequence ?? 0;
        try
        {
            await AppendUntilConflictAsync(grain, last);
        }
        catch (JournalConflictException)
        {
            // The competitor was faster: look where the grain stands now.
        }
    }
}

async Task AppendUntilConflictAsync(int grain, long last)
{
    var chain = new AppendChain();
    var pending = new Queue<(Task Task, string Text)>();
    for (var number = last + 1; ; number++)
    {
        var text = $"{name}-{Guid.NewGuid()}";
        var summary = new GrainSummary { Address = FlowAddress.Call($"c-{grain}"), Sequence = number, WakeAt = DateTimeOffset.UnixEpoch.AddSeconds(number) };
        var entry = new StoredEntry(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(new string('r', (int)(number % 3000))));
        pending.Enqueue((journal.AppendAsync(new JournalAppend(number - 1, [entry], summary) { Chain = chain }), $"{grain} {number} {text}"));
        if (pending.Count == InFlight)
        {
            var (task, line) = pending.Dequeue();
            await task;
            lock (output)
            {
                output.WriteLine(line);
            }
        }
    }
}
