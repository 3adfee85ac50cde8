using CallGrains.Flows;
using Npgsql;
using NpgsqlTypes;

namespace CallGrains.Storage;

/// <summary>The call of <c>callgrains.append</c>: one array a column, kept from batch to batch. For one thread.</summary>
internal sealed class PostgresAppendCommand
{
    private readonly List<NpgsqlParameter> _parameters = [];
    private readonly List<Action> _clearing = [];
    private readonly NpgsqlParameter<long> _batch = new() { NpgsqlDbType = NpgsqlDbType.Bigint };
    private readonly NpgsqlParameter<int> _shelf = new() { NpgsqlDbType = NpgsqlDbType.Integer };

    private readonly List<string> _addresses;
    private readonly List<short> _kinds;
    private readonly List<long> _expected;
    private readonly List<long> _sequences;
    private readonly List<short> _states;
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
    private readonly List<long?> _wakeAt;
    private readonly List<int> _pendingEffects;
    private readonly List<int> _places;
    private readonly List<long> _entrySequences;
    private readonly List<ReadOnlyMemory<byte>> _bodies;
    private readonly List<ReadOnlyMemory<byte>> _raws;

    public PostgresAppendCommand()
    {
        _parameters.AddRange([_batch, _shelf]);
        _addresses = Column<string>(NpgsqlDbType.Text);
        _kinds = Column<short>(NpgsqlDbType.Smallint);
        _expected = Column<long>(NpgsqlDbType.Bigint);
        _sequences = Column<long>(NpgsqlDbType.Bigint);
        _states = Column<short>(NpgsqlDbType.Smallint);
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
        _wakeAt = Column<long?>(NpgsqlDbType.Bigint);
        _pendingEffects = Column<int>(NpgsqlDbType.Integer);
        _places = Column<int>(NpgsqlDbType.Integer);
        _entrySequences = Column<long>(NpgsqlDbType.Bigint);
        _bodies = Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        _raws = Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
    }

    /// <summary>Makes the command of a new connection, prepared there.</summary>
    public NpgsqlCommand Prepare(NpgsqlConnection connection, TimeSpan limit)
    {
        var places = string.Join(", ", _parameters.Select((_, i) => $"${i + 1}"));
        var command = new NpgsqlCommand($"SELECT place, actual FROM callgrains.append({places})", connection)
        {
            CommandTimeout = Math.Max(1, (int)Math.Ceiling(limit.TotalSeconds)),
        };
        command.Parameters.AddRange(_parameters.ToArray());
        command.Prepare();
        return command;
    }

    /// <summary>Takes the plans of these grains, and forgets those before; the batch's number marks all it will write.</summary>
    public void Load(IReadOnlyList<GrainRun> runs, long batch, int shelf)
    {
        _clearing.ForEach(clear => clear());
        (_batch.TypedValue, _shelf.TypedValue) = (batch, shelf);
        for (var i = 0; i < runs.Count; i++)
        {
            AddHead(runs[i].Address, runs[i].Start, runs[i].Fitting[^1].Append.Head);
            AddEntries(i + 1, runs[i].Fitting);
        }
    }

    private void AddHead(string address, long expected, GrainHead head)
    {
        _addresses.Add(address);
        _kinds.Add((short)head.Address.Kind);
        _expected.Add(expected);
        _sequences.Add(head.Sequence);
        _states.Add((short)head.State);
        _flows.Add(PostgresText.Clean(head.Flow)!);
        _flowVersions.Add(head.FlowVersion);
        _directions.Add(PostgresText.Clean(head.Direction));
        _from.Add(PostgresText.Clean(head.From));
        _to.Add(PostgresText.Clean(head.To));
        _carrierIds.Add(PostgresText.Clean(head.CarrierId));
        _createdAt.Add(PostgresTime.ToStored(head.CreatedAt));
        _endedAt.Add(PostgresTime.ToStored(head.EndedAt));
        _causes.Add(PostgresText.Clean(head.Cause));
        _faults.Add(PostgresText.Clean(head.Fault));
        _wakeAt.Add(PostgresTime.ToStored(head.WakeAt));
        _pendingEffects.Add(head.PendingEffects);
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
        }
    }

    private List<T> Column<T>(NpgsqlDbType type)
    {
        var values = new List<T>();
        _parameters.Add(new NpgsqlParameter<List<T>> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values });
        _clearing.Add(values.Clear);
        return values;
    }
}
