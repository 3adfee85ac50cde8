namespace CallGrains.Benchmarks.Model;

/// <summary>
/// A database as a journal uses it: each silo has two batches under way at most, what gathers meanwhile is in the next;
/// the server's processors take a batch, then its log is flushed, one flush for all that wait for it.
/// </summary>
internal sealed class Database(ModelClock clock, ModelInputs inputs, int silos)
{
    private const int Writers = 2;
    private const int Worthwhile = 80;
    private const int MostInBatch = 1_000;

    private readonly Queue<Action>[] _gathered = [.. Enumerable.Range(0, silos).Select(_ => new Queue<Action>())];
    private readonly int[] _underWay = new int[silos];
    private readonly List<Action> _unflushed = [];
    private bool _flushing;

    public Station Server { get; } = new(clock, inputs.DatabaseProcessors);

    /// <summary>Appends for a silo.</summary>
    public void Append(int silo, Action durable)
    {
        _gathered[silo].Enqueue(durable);
        Begin(silo);
    }

    private void Begin(int silo)
    {
        var gathered = _gathered[silo];
        if (gathered.Count == 0 || _underWay[silo] == Writers || (_underWay[silo] > 0 && gathered.Count < Worthwhile))
        {
            return;
        }

        _underWay[silo]++;
        var batch = new List<Action>();
        while (batch.Count < MostInBatch && gathered.TryDequeue(out var durable))
        {
            batch.Add(durable);
        }

        Server.Do((inputs.BatchMicroseconds + (batch.Count * inputs.DatabaseMicroseconds)) / 1e6, () => Flush(() =>
        {
            _underWay[silo]--;
            batch.ForEach(durable => durable());
            Begin(silo);
        }));
    }

    private void Flush(Action flushed)
    {
        _unflushed.Add(flushed);
        if (!_flushing)
        {
            _flushing = true;
            FlushAll();
        }
    }

    private void FlushAll()
    {
        Action[] all = [.. _unflushed];
        _unflushed.Clear();
        clock.In(inputs.FlushMicroseconds / 1e6, () =>
        {
            _flushing = _unflushed.Count > 0;
            if (_flushing)
            {
                FlushAll();
            }

            Array.ForEach(all, flushed => flushed());
        });
    }
}
