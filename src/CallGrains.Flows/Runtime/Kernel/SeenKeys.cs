namespace CallGrains.Flows.Runtime;

/// <summary>
/// Keys that were here, by digest, each with when it was here last, in the order in which they came first. Most calls
/// have some twenty, which are looked through; a grain that has many gets an index. Not safe for many threads.
/// </summary>
internal sealed class SeenKeys
{
    private const int First = 8, MostWithoutIndex = 64;

    private UInt128[] _keys = [];
    private long[] _times = [];
    private int _count;
    private Dictionary<UInt128, int>? _places;

    /// <summary>Whether a key was here.</summary>
    public bool ContainsKey(UInt128 key) => PlaceOf(key) >= 0;

    /// <summary>When a key was here last, in ticks of UTC; null for never.</summary>
    public long? TicksOf(UInt128 key) => PlaceOf(key) is >= 0 and var place ? _times[place] : null;

    /// <summary>A key is here.</summary>
    /// <param name="key">The key.</param>
    /// <param name="ticks">When, in ticks of UTC.</param>
    public void Note(UInt128 key, long ticks)
    {
        var place = PlaceOf(key);
        if (place < 0)
        {
            place = Add(key);
        }

        _times[place] = ticks;
    }

    /// <summary>Knows none.</summary>
    public void Clear() => (_keys, _times, _count, _places) = ([], [], 0, null);

    /// <summary>Those that were here last since then, the oldest of them first.</summary>
    /// <param name="since">The oldest, in ticks of UTC.</param>
    /// <param name="most">How many at most.</param>
    public IEnumerable<(UInt128 Key, long Ticks)> Latest(long since, int most) =>
        Enumerable.Range(0, _count).Where(i => _times[i] >= since).OrderBy(i => _times[i]).TakeLast(most).Select(i => (_keys[i], _times[i]));

    private int PlaceOf(UInt128 key) => _places is not null ? _places.GetValueOrDefault(key, -1) : _keys.AsSpan(0, _count).IndexOf(key);

    private int Add(UInt128 key)
    {
        if (_count == _keys.Length)
        {
            var size = _count < MostWithoutIndex ? _count + First : _count * 2;
            Array.Resize(ref _keys, size);
            Array.Resize(ref _times, size);
        }

        _keys[_count] = key;
        if (_count == MostWithoutIndex)
        {
            _places = [];
            for (var i = 0; i < _count; i++)
            {
                _places[_keys[i]] = i;
            }
        }

        _places?.Add(key, _count);
        return _count++;
    }
}
