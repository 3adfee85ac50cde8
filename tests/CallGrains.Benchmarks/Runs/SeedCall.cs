using System.Text;

namespace CallGrains.Benchmarks.Runs;

/// <summary>
/// A live call as a host has journalled it, to be copied under other names: so that a million of them need no hours.
/// </summary>
internal sealed class SeedCall
{
    // The number within the names that the generator gives to calls.
    private const int Digits = 14;
    private const long First = 10_000_000_000_000;

    private readonly JournalHistory _history;
    private readonly byte[] _number;
    private readonly string _id;

    private SeedCall(JournalHistory history)
    {
        _history = history;
        _id = history.Summary.Address.Id;
        _number = Encoding.ASCII.GetBytes(_id[^Digits..]);
    }

    /// <summary>The youngest live call of a journal.</summary>
    public static async Task<SeedCall> TakeAsync(IJournal journal)
    {
        var page = await journal.ListAsync(new GrainQuery { Kind = GrainKind.Call, State = GrainState.Live, Size = 1 });
        return new SeedCall((await journal.ReadAsync(page.Items[0].Address))!);
    }

    /// <summary>Writes this many copies.</summary>
    public async Task CopyAsync(IJournal journal, int count)
    {
        var waiting = new Queue<Task>();
        for (var i = 0; i < count; i++)
        {
            waiting.Enqueue(journal.AppendAsync(Copy(First + i)));
            if (waiting.Count > 4000)
            {
                await waiting.Dequeue();
            }
        }

        await Task.WhenAll(waiting);
    }

    private JournalAppend Copy(long number)
    {
        var digits = Encoding.ASCII.GetBytes(number.ToString("D14", null));
        var id = _id[..^Digits] + number.ToString("D14", null);
        var entries = _history.Entries.Select(e => new StoredEntry(Renamed(e.Body, digits), Renamed(e.Raw, digits))).ToArray();
        return new JournalAppend(0, entries, _history.Summary with { Address = FlowAddress.Call(id), CarrierId = id });
    }

    private byte[] Renamed(ReadOnlyMemory<byte> bytes, byte[] digits)
    {
        var copy = bytes.ToArray();
        for (int from = 0, at; (at = copy.AsSpan(from).IndexOf(_number)) >= 0; from += at + Digits)
        {
            digits.CopyTo(copy.AsSpan(from + at));
        }

        return copy;
    }
}
