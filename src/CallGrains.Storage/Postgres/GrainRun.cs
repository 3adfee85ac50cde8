namespace CallGrains.Storage;

/// <summary>
/// What one batch brings for one grain. The database says only where the grain stands; which of the appends then fit,
/// one after the other, follows from that number.
/// </summary>
internal sealed class GrainRun
{
    private readonly List<PendingAppend> _waiting = [];
    private readonly List<PendingAppend> _fitting = [];
    private readonly List<AppendChain> _broken = [];

    /// <summary>The address as it is stored.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The number that the plan starts from.</summary>
    public long Start { get; private set; }

    /// <summary>Those to be written if the grain stands at <see cref="Start"/>.</summary>
    public IReadOnlyList<PendingAppend> Fitting => _fitting;

    /// <summary>Begins anew for another grain.</summary>
    public void Begin(string address)
    {
        Address = address;
        _waiting.Clear();
    }

    public void Add(PendingAppend pending) => _waiting.Add(pending);

    /// <summary>Plans for the number that the first append expects; false when none is left to be written.</summary>
    public bool Plan()
    {
        foreach (var pending in _waiting)
        {
            if (pending.Append.Chain is not { IsBroken: true })
            {
                return Plan(pending.Append.ExpectedSequence);
            }
        }

        return Plan(0);
    }

    /// <summary>
    /// Plans for a grain that stands at <paramref name="sequence"/>; false when nothing fits, and all have been told
    /// so.
    /// </summary>
    public bool Plan(long sequence)
    {
        Start = sequence;
        _fitting.Clear();
        _broken.Clear();
        foreach (var pending in _waiting)
        {
            if (sequence == pending.Append.ExpectedSequence && !IsBroken(pending.Append.Chain))
            {
                _fitting.Add(pending);
                sequence = pending.Append.Summary.Sequence;
            }
            else if (pending.Append.Chain is { } chain)
            {
                _broken.Add(chain);
            }
        }

        if (_fitting.Count == 0)
        {
            Settle();
        }

        return _fitting.Count > 0;
    }

    /// <summary>The plan was committed: tells those that were not part of it.</summary>
    public void Settle()
    {
        var (at, next) = (Start, 0);
        foreach (var pending in _waiting)
        {
            if (next < _fitting.Count && ReferenceEquals(pending, _fitting[next]))
            {
                at = pending.Append.Summary.Sequence;
                next++;
            }
            else
            {
                pending.MayFollow(at);
            }
        }
    }

    private bool IsBroken(AppendChain? chain) => chain is not null && (chain.IsBroken || _broken.Contains(chain));
}
