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

    /// <summary>
    /// The conference that the leg was last taken into: its grain, and the operation that made it. Telnyx returns the
    /// state of whoever began a conference with all of its events.
    /// </summary>
    public OperationKey? Room { get; init; }

    /// <summary>The state of the leg that a command creates or acts on.</summary>
    /// <param name="before">The leg's state until now; null when it is not known.</param>
    /// <param name="request">The command.</param>
    public static ClientState After(ClientState? before, CommandRequest request)
    {
        var state = before is not null && before.Grain == request.Operation.Grain && before.Leg == request.Leg
            ? before with { Last = request.Operation.Number }
            : new ClientState(request.Operation.Grain, request.Leg, request.Operation.Number) { Room = before?.Room };
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

    /// <summary>The state of a leg that is taken into a conference; what runs on it goes on.</summary>
    /// <param name="before">The leg's state until now; null when it is not known.</param>
    /// <param name="add">What takes it in.</param>
    /// <param name="room">The conference.</param>
    public static ClientState? InRoom(ClientState? before, AddMemberCommand add, OperationKey room) =>
        before is not null ? before with { Room = room }
        : OperationKey.Parse(add.Join) is { } join ? new ClientState(join.Grain, 0, join.Number) { Room = room }
        : null;

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
        Add("c", Room is null ? null : JsonValue.Create(Room.ToString()));
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
                    Room = root.TryGetProperty("c", out var room) ? OperationKey.Parse(room.GetString()) : null,
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
/// What this process has learnt of things at the carrier, by their ids: the carrier is asked for what is not here.
/// Those that were not set for long are forgotten. Safe for many threads.
/// </summary>
/// <typeparam name="T">What is learnt.</typeparam>
internal class Recent<T> where T : class
{
    private const int Most = 10_000;

    private readonly Lock _gate = new();
    private Dictionary<string, T> _young = [], _old = [];

    public T? Find(string id)
    {
        lock (_gate)
        {
            return _young.GetValueOrDefault(id) ?? _old.GetValueOrDefault(id);
        }
    }

    /// <summary>The carrier has said it, or taken it.</summary>
    public void Set(string id, T value)
    {
        lock (_gate)
        {
            if (_young.Count >= Most)
            {
                (_old, _young) = (_young, []);
            }

            _young[id] = value;
        }
    }
}

/// <summary>The states of legs, by call, so that a command adds to the leg's state.</summary>
internal sealed class LegStates : Recent<ClientState>;
