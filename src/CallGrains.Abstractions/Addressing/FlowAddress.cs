using System.Diagnostics.CodeAnalysis;

namespace CallGrains;

/// <summary>What a grain stands for.</summary>
public enum GrainKind
{
    /// <summary>One call, with the legs its flow dials.</summary>
    Call,

    /// <summary>One conference.</summary>
    Conference,

    /// <summary>One message thread: a pair of numbers.</summary>
    Thread,
}

/// <summary>
/// Names one grain, for ever and from anywhere: <c>call/c-bonay3r4mtwbplurq4nkt7q</c>.
/// An inbound call is named by the carrier's call id, an outbound call by an id of ours (<c>call/o-…</c>),
/// because its grain lives before the carrier has given it one.
/// </summary>
/// <param name="Kind">What the grain stands for.</param>
/// <param name="Id">1 to 256 characters, without <c>/</c> and control characters.</param>
public readonly record struct FlowAddress(GrainKind Kind, string Id)
{
    private const int MaxIdLength = 256;

    /// <summary>The address of a call's grain.</summary>
    /// <param name="id">The carrier's call id of an inbound call, or our id of an outbound one.</param>
    public static FlowAddress Call(string id) => Create(GrainKind.Call, id);

    /// <summary>The address of a conference's grain.</summary>
    /// <param name="name">The name the flow chose.</param>
    public static FlowAddress Conference(string name) => Create(GrainKind.Conference, name);

    /// <summary>The address of a message thread's grain.</summary>
    /// <param name="own">Our number.</param>
    /// <param name="peer">The other side's number.</param>
    public static FlowAddress Thread(string own, string peer) => Create(GrainKind.Thread, own + "~" + peer);

    /// <summary>Whether kind and id keep the rules above; only such an address can be stored.</summary>
    public bool IsValid => Kind is GrainKind.Call or GrainKind.Conference or GrainKind.Thread && IsId(Id);

    /// <summary>Reads <c>kind/id</c>.</summary>
    /// <param name="text">The text that <see cref="ToString"/> wrote.</param>
    /// <exception cref="FormatException">The text is no address; the message says why.</exception>
    public static FlowAddress Parse(string text) => TryParse(text, out var address)
        ? address
        : throw new FormatException($"'{text}' is no grain address; write call/ID, conference/NAME or thread/OWN~PEER.");

    /// <summary>Reads <c>kind/id</c>.</summary>
    /// <param name="text">The text that <see cref="ToString"/> wrote.</param>
    /// <param name="address">The address read.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out FlowAddress address)
    {
        address = default;
        var slash = text?.IndexOf('/') ?? -1;
        if (text is null || slash < 0 || KindOf(text.AsSpan(0, slash)) is not { } kind || !IsId(text.AsSpan(slash + 1)))
        {
            return false;
        }

        address = new FlowAddress(kind, text[(slash + 1)..]);
        return true;
    }

    /// <summary><c>kind/id</c>.</summary>
    public override string ToString() => Kind switch
    {
        GrainKind.Call => "call/" + Id,
        GrainKind.Conference => "conference/" + Id,
        _ => "thread/" + Id,
    };

    private static FlowAddress Create(GrainKind kind, string id) => IsId(id)
        ? new FlowAddress(kind, id)
        : throw new ArgumentException($"'{id}' cannot name a grain: 1 to {MaxIdLength} characters, without '/' and control characters.", nameof(id));

    private static GrainKind? KindOf(ReadOnlySpan<char> text) => text switch
    {
        "call" => GrainKind.Call,
        "conference" => GrainKind.Conference,
        "thread" => GrainKind.Thread,
        _ => null,
    };

    private static bool IsId(ReadOnlySpan<char> id)
    {
        foreach (var c in id)
        {
            if (c == '/' || char.IsControl(c))
            {
                return false;
            }
        }

        return id.Length is > 0 and <= MaxIdLength;
    }
}
