namespace CallGrains.Testing.Fuzzing;

/// <summary>
/// What a choice is about. Each kind has its own sequence, so that dropping one of a kind leaves the other kinds'
/// choices where they were.
/// </summary>
internal enum ChoiceKind
{
    /// <summary>Which ready task runs next.</summary>
    Order,

    /// <summary>How an append or a read goes.</summary>
    Store,

    /// <summary>How a request or a question to the carrier goes.</summary>
    Carrier,

    /// <summary>How a callback travels.</summary>
    Callback,

    /// <summary>What processes do: die, come back, take over.</summary>
    Host,

    /// <summary>What people do.</summary>
    Caller,
}

/// <summary>Names a choice: the n-th of its kind.</summary>
internal readonly record struct ChoiceKey(ChoiceKind Kind, int Number);

/// <summary>
/// Every choice of one run, from its seed alone: the n-th choice of a kind is always the same number. What is not among
/// the kept ones is not made, as if nothing had gone wrong there. For one thread.
/// </summary>
internal sealed class Choices(ulong seed, IReadOnlySet<ChoiceKey>? kept = null)
{
    private readonly int[] _counts = new int[Enum.GetValues<ChoiceKind>().Length];
    private ulong _rest;

    /// <summary>The choices that were made, in order.</summary>
    public List<ChoiceKey> Made { get; } = [];

    /// <summary>A choice that is made so many times in a thousand.</summary>
    public bool Happens(ChoiceKind kind, int perMille)
    {
        var number = _counts[(int)kind]++;
        if (perMille <= 0)
        {
            return false;
        }

        var hash = Mix(seed ^ ((ulong)kind << 48) ^ (uint)number);
        var key = new ChoiceKey(kind, number);
        if (hash % 1000 >= (ulong)perMille || kept?.Contains(key) == false)
        {
            return false;
        }

        _rest = hash / 1000;
        Made.Add(key);
        return true;
    }

    /// <summary>One of so many, as a part of the choice just made.</summary>
    public int OneOf(int count)
    {
        _rest = Mix(_rest);
        return (int)(_rest % (ulong)count);
    }

    public T OneOf<T>(params ReadOnlySpan<T> of) => of[OneOf(of.Length)];

    /// <summary>A time between zero and the longest, in milliseconds, as a part of the choice just made.</summary>
    public TimeSpan Within(TimeSpan longest) => TimeSpan.FromMilliseconds(OneOf((int)longest.TotalMilliseconds + 1));

    /// <summary>A number that is part of the seed, and cannot be dropped.</summary>
    public static int Fixed(ulong seed, int number, int count) => (int)(Mix(seed ^ ((ulong)(number + 1) << 56)) % (ulong)count);

    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
