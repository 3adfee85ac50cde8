using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace CallGrains.Storage;

/// <summary>
/// The call of <c>callgrains.append</c>: one array a column, kept from batch to batch. For one thread.
/// </summary>
internal sealed class PostgresAppendCommand : IDisposable
{
    private readonly NpgsqlCommand _command = new();
    private readonly List<Action> _clearing = [];
    private readonly NpgsqlParameter<long> _batch = new() { NpgsqlDbType = NpgsqlDbType.Bigint };
    private readonly NpgsqlParameter<int> _shelf = new() { NpgsqlDbType = NpgsqlDbType.Integer };
    private readonly NpgsqlParameter<long> _now = new() { NpgsqlDbType = NpgsqlDbType.Bigint };

    private readonly List<string> _addresses;
    private readonly List<long> _expected;
    private readonly List<long> _sequences;
    private readonly List<long> _abouts;
    private readonly List<long?> _wakeAt;
    private readonly List<int> _pendingEffects;
    private readonly List<short> _states;
    private readonly List<short> _kinds;
    private readonly List<string> _flows;
    private readonly List<int> _flowVersions;
    private readonly List<string?> _directions;
    private readonly List<string?> _from;
    private readonly List<string?> _to;
    private readonly List<string?> _carrierIds;
    private readonly List<long> _createdAt;
    private readonly List<long?> _endedAt;
    private readonly List<string?> _causes;
    private readonly List<string?> _faults;
    private readonly List<string?> _statuses;
    private readonly List<string?> _results;
    private readonly List<int> _places;
    private readonly List<long> _entrySequences;
    private readonly List<ReadOnlyMemory<byte>> _bodies;
    private readonly List<ReadOnlyMemory<byte>> _raws;
    private readonly List<int> _feedPlaces;
    private readonly List<string> _feedReceivers;
    private readonly List<string> _feedEvents;
    private readonly List<long> _feedPositions;
    private readonly List<string> _feedTypes;
    private readonly List<long> _feedTimes;
    private readonly List<ReadOnlyMemory<byte>> _feedBodies;

    public PostgresAppendCommand()
    {
        _command.Parameters.AddRange(new NpgsqlParameter[] { _batch, _shelf, _now });
        _addresses = Column<string>(NpgsqlDbType.Text);
        _expected = Column<long>(NpgsqlDbType.Bigint);
        _sequences = Column<long>(NpgsqlDbType.Bigint);
        _abouts = Column<long>(NpgsqlDbType.Bigint);
        _wakeAt = Column<long?>(NpgsqlDbType.Bigint);
        _pendingEffects = Column<int>(NpgsqlDbType.Integer);
        _states = Column<short>(NpgsqlDbType.Smallint);
        _kinds = Column<short>(NpgsqlDbType.Smallint);
        _flows = Column<string>(NpgsqlDbType.Text);
        _flowVersions = Column<int>(NpgsqlDbType.Integer);
        _directions = Column<string?>(NpgsqlDbType.Text);
        _from = Column<string?>(NpgsqlDbType.Text);
        _to = Column<string?>(NpgsqlDbType.Text);
        _carrierIds = Column<string?>(NpgsqlDbType.Text);
        _createdAt = Column<long>(NpgsqlDbType.Bigint);
        _endedAt = Column<long?>(NpgsqlDbType.Bigint);
        _causes = Column<string?>(NpgsqlDbType.Text);
        _faults = Column<string?>(NpgsqlDbType.Text);
        _statuses = Column<string?>(NpgsqlDbType.Text);
        _results = Column<string?>(NpgsqlDbType.Text);
        _places = Column<int>(NpgsqlDbType.Integer);
        _entrySequences = Column<long>(NpgsqlDbType.Bigint);
        _bodies = Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        _raws = Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        _feedPlaces = Column<int>(NpgsqlDbType.Integer);
        _feedReceivers = Column<string>(NpgsqlDbType.Text);
        _feedEvents = Column<string>(NpgsqlDbType.Text);
        _feedPositions = Column<long>(NpgsqlDbType.Bigint);
        _feedTypes = Column<string>(NpgsqlDbType.Text);
        _feedTimes = Column<long>(NpgsqlDbType.Bigint);
        _feedBodies = Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        _command.CommandText = $"SELECT place, actual FROM callgrains.append({string.Join(", ", _command.Parameters.Select((_, i) => $"${i + 1}"))})";
    }

    /// <summary>From now on it runs on this connection, which it is prepared for.</summary>
    public void Prepare(NpgsqlConnection connection, TimeSpan limit)
    {
        _command.Connection = connection;
        _command.CommandTimeout = Math.Max(1, (int)Math.Ceiling(limit.TotalSeconds));
        _command.Prepare();
    }

    /// <summary>
    /// Takes the plans of these grains, and forgets those before; the batch's number marks all it will write.
    /// </summary>
    public void Load(IReadOnlyList<GrainRun> runs, long batch, DateTimeOffset now)
    {
        _clearing.ForEach(clear => clear());
        _batch.TypedValue = batch;
        _shelf.TypedValue = PostgresPartition.Of(now);
        _now.TypedValue = PostgresTime.ToStored(now);
        for (var i = 0; i < runs.Count; i++)
        {
            var summary = runs[i].Fitting[^1].Append.Summary;
            _addresses.Add(runs[i].Address);
            _expected.Add(runs[i].Start);
            AddProgress(summary);
            AddAbout(summary);
            AddEntries(i + 1, runs[i].Fitting);
        }
    }

    /// <summary>
    /// Commits what was loaded; lists the grains that were refused, by their places from 1, with the numbers where they
    /// stand.
    /// </summary>
    public void Run(List<(int Place, long Actual)> refused)
    {
        using var reader = _command.ExecuteReader(CommandBehavior.SingleResult);
        while (reader.Read())
        {
            refused.Add((reader.GetInt32(0), reader.GetInt64(1)));
        }

        // The rows come before the commit: only the end of the answer says that it is done.
        reader.Close();
    }

    public void Dispose() => _command.Dispose();

    private void AddProgress(GrainSummary summary)
    {
        _sequences.Add(summary.Sequence);
        _abouts.Add(PostgresAbout.Digest(summary));
        _wakeAt.Add(PostgresTime.ToStored(summary.WakeAt));
        _pendingEffects.Add(summary.PendingEffects);
        _states.Add((short)summary.State);
    }

    private void AddAbout(GrainSummary summary)
    {
        _kinds.Add((short)summary.Address.Kind);
        _flows.Add(PostgresText.Clean(summary.Flow)!);
        _flowVersions.Add(summary.FlowVersion);
        _directions.Add(PostgresText.Clean(summary.Direction));
        _from.Add(PostgresText.Clean(summary.From));
        _to.Add(PostgresText.Clean(summary.To));
        _carrierIds.Add(PostgresText.Clean(summary.CarrierId));
        _createdAt.Add(PostgresTime.ToStored(summary.CreatedAt));
        _endedAt.Add(PostgresTime.ToStored(summary.EndedAt));
        _causes.Add(PostgresText.Clean(summary.Cause));
        _faults.Add(PostgresText.Clean(summary.Fault));
        _statuses.Add(PostgresText.Clean(summary.Status));
        _results.Add(PostgresText.Clean(summary.Result));
    }

    private void AddEntries(int place, IReadOnlyList<PendingAppend> appends)
    {
        for (var i = 0; i < appends.Count; i++)
        {
            var append = appends[i].Append;
            for (var j = 0; j < append.Entries.Count; j++)
            {
                _places.Add(place);
                _entrySequences.Add(append.ExpectedSequence + j + 1);
                _bodies.Add(append.Entries[j].Body);
                _raws.Add(append.Entries[j].Raw);
            }

            AddEvents(place, append.Feed);
        }
    }

    private void AddEvents(int place, IReadOnlyList<FeedItem> items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            _feedPlaces.Add(place);
            _feedReceivers.Add(PostgresText.Clean(items[i].Receiver)!);
            _feedEvents.Add(PostgresText.Clean(items[i].Id)!);
            _feedPositions.Add(items[i].Position);
            _feedTypes.Add(PostgresText.Clean(items[i].Type)!);
            _feedTimes.Add(PostgresTime.ToStored(items[i].At));
            _feedBodies.Add(items[i].Body);
        }
    }

    private List<T> Column<T>(NpgsqlDbType type)
    {
        var values = new List<T>();
        _command.Parameters.Add(new NpgsqlParameter<List<T>> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values });
        _clearing.Add(values.Clear);
        return values;
    }
}
