using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallGrains.Telnyx;

/// <summary>What runs on a leg by which operation.</summary>
/// <param name="Operation">The operation's number.</param>
/// <param name="Tag">The author's tag.</param>
/// <param name="Digits">How many digits a gather waits for; null for the carrier's default.</param>
internal sealed record Doing(int Operation, string? Tag, int? Digits = null);

/// <summary>
/// What a leg's <c>client_state</c> says: whose leg it is, and which operations run on it. The carrier keeps one for
/// each leg and returns it with every event, so it names an operation for each kind of event: a sentence that ends
/// while digits are collected is still known by its own.
/// </summary>
/// <param name="Grain">The grain.</param>
/// <param name="Leg">The leg of the grain.</param>
/// <param name="Last">The operation that set it.</param>
internal sealed record ClientState(FlowAddress Grain, int Leg, int Last)
{
    /// <summary>The author's tag of the leg.</summary>
    public string? Tag { get; init; }

    public Doing? Speak { get; init; }

    public Doing? Play { get; init; }

    public Doing? Gather { get; init; }

    /// <summary>The state of the leg that a command creates or acts on.</summary>
    /// <param name="before">The leg's state until now; null when it is not known.</param>
    /// <param name="request">The command.</param>
    public static ClientState After(ClientState? before, CommandRequest request)
    {
        var state = before is not null && before.Grain == request.Operation.Grain && before.Leg == request.Leg
            ? before with { Last = request.Operation.Number }
            : new ClientState(request.Operation.Grain, request.Leg, request.Operation.Number);
        var doing = new Doing(request.Operation.Number, request.Tag);
        return request.Command switch
        {
            SpeakCommand => state with { Speak = doing },
            PlayCommand => state with { Play = doing },
            GatherCommand gather => state with { Gather = doing with { Digits = gather.MaxDigits } },
            CreateCallCommand => state with { Tag = request.Tag },
            _ => state,
        };
    }

    /// <summary>Whether an operation has set it, or stands in it.</summary>
    public bool Has(OperationKey key) => Grain == key.Grain
        && (Last == key.Number || Speak?.Operation == key.Number || Play?.Operation == key.Number || Gather?.Operation == key.Number);

    /// <summary>As it travels: base64 of a JSON object.</summary>
    public string Encode()
    {
        var json = new JsonObject { ["k"] = Grain.ToString(), ["l"] = Leg, ["n"] = Last };
        Add("t", Tag is null ? null : JsonValue.Create(Tag));
        Add("s", Of(Speak));
        Add("p", Of(Play));
        Add("g", Of(Gather));
        return Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(json, StateJson.Default.JsonObject));

        void Add(string name, JsonNode? value)
        {
            if (value is not null)
            {
                json[name] = value;
            }
        }
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; null when it is something else.</summary>
    public static ClientState? Decode(string? text)
    {
        var bytes = new byte[text?.Length ?? 0];
        if (text is null || !Convert.TryFromBase64String(text, bytes, out var length))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(bytes.AsMemory(0, length), new JsonDocumentOptions { MaxDepth = 4 });
            var root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object && FlowAddress.TryParse(root.GetProperty("k").GetString(), out var grain)
                ? new ClientState(grain, root.GetProperty("l").GetInt32(), root.GetProperty("n").GetInt32())
                {
                    Tag = root.TryGetProperty("t", out var tag) ? tag.GetString() : null,
                    Speak = Of(root, "s"),
                    Play = Of(root, "p"),
                    Gather = Of(root, "g"),
                }
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static JsonArray? Of(Doing? doing) => doing is null ? null : new JsonArray(doing.Operation, doing.Tag, doing.Digits);

    private static Doing? Of(JsonElement root, string name) => root.TryGetProperty(name, out var doing)
        ? new Doing(doing[0].GetInt32(), doing[1].GetString(), doing[2].ValueKind == JsonValueKind.Null ? null : doing[2].GetInt32())
        : null;
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonObject))]
internal sealed partial class StateJson : System.Text.Json.Serialization.JsonSerializerContext;

/// <summary>
/// The states of legs as this process has set them, so that a command adds to the leg's state. The carrier is asked for
/// one that is not here. Safe for many threads.
/// </summary>
internal sealed class LegStates
{
    private const int Most = 10_000;

    private readonly Lock _gate = new();
    private Dictionary<string, ClientState> _young = [], _old = [];

    public ClientState? Find(string callId)
    {
        lock (_gate)
        {
            return _young.GetValueOrDefault(callId) ?? _old.GetValueOrDefault(callId);
        }
    }

    /// <summary>The carrier has taken it. Those that were not set for long are forgotten.</summary>
    public void Set(string callId, ClientState state)
    {
        lock (_gate)
        {
            if (_young.Count >= Most)
            {
                (_old, _young) = (_young, []);
            }

            _young[callId] = state;
        }
    }
}
