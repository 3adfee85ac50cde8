using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallGrains.Testing.Tests.Carriers;

/// <summary>
/// A carrier that no real one is like. All commands go to one address (<c>/do</c>), an operation is known there for
/// ever by its <c>ref</c>, events are arrays (<c>["said", "L1", 1767268800, {…}]</c>) that come to one URL, signed with
/// their time.
/// </summary>
internal sealed class ToyCarrier(HttpClient http, TimeProvider time) : ICarrier
{
    public string Name => "toy";

    public CarrierCapabilities Capabilities { get; } =
        new(typeof(AnswerCommand), typeof(HangupCommand), typeof(SpeakCommand), typeof(GatherCommand), typeof(SendDtmfCommand), typeof(CreateCallCommand)) { IdempotencyWindow = TimeSpan.FromMinutes(1) };

    public ICallbackProtocol Callbacks { get; } = new ToyCallbacks(time);

    public ICommandChannel Commands { get; } = new ToyCommands(http);

    public ICarrierRecovery Recovery { get; } = new ToyRecovery(http);
}

/// <summary>How the toy reports.</summary>
internal sealed class ToyCallbacks(TimeProvider time) : ICallbackProtocol
{
    public const string SignatureHeader = "Toy-Sign";

    private static readonly byte[] Key = "the toy's key"u8.ToArray();
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(5);

    public string Carrier => "toy";

    public bool IsSigned => true;

    public static string Sign(long at, ReadOnlySpan<byte> body) =>
        $"{at}.{Convert.ToHexStringLower(HMACSHA256.HashData(Key, (byte[])[.. Encoding.UTF8.GetBytes($"{at}."), .. body]))}";

    public string? Verify(CallbackRequest request) =>
        request.Header(SignatureHeader) is not { } sign || !long.TryParse(sign.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? "It is not signed."
        : !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sign), Encoding.UTF8.GetBytes(Sign(at, request.Raw.Span))) ? "The signature is not that of this body."
        : (time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(at)).Duration() > Oldest ? "The signature is older than five minutes."
        : null;

    public ReceivedEvent Read(CallbackRequest request)
    {
        try
        {
            return JsonNode.Parse(request.Raw.Span) is JsonArray { Count: 4 } told ? Read(told) : throw new EventFormatException(EventFormatException.Body, "is no array of four");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new EventFormatException(EventFormatException.Body, $"is none of the toy's: {e.Message}", e);
        }
    }

    public CallbackAnswer Write(CallbackReply? reply) => new("text/plain", "thanks"u8.ToArray());

    public static ReceivedEvent Read(JsonArray told)
    {
        var (line, more) = ((string?)told[1] ?? throw new FormatException("no line"), told[3]!.AsObject());
        var (key, tag) = (OperationKey.Parse((string?)more["ref"]), (string?)more["note"]);
        var e = Of((string?)told[0], line, more) with { Time = DateTimeOffset.FromUnixTimeSeconds((long)told[2]!), Tag = tag, OperationId = key?.Number };
        return new ReceivedEvent(e) { Grain = OperationKey.Parse((string?)more["born"])?.Grain, Leg = (int?)more["leg"] ?? 0 };
    }

    private static CarrierEvent Of(string? what, string line, JsonObject more) => what switch
    {
        "rings" => new IncomingCallEvent { CallId = line, From = (string?)more["from"], To = (string?)more["to"], CallState = "active" },
        "up" => new AnswerEvent { CallId = line },
        "saying" => new SpeakEvent { CallId = line, Status = AudioStatus.Started },
        "said" => new SpeakEvent { CallId = line, Status = AudioStatus.Done },
        "keys" => new GatherEvent { CallId = line, GatherId = (string?)more["id"], State = "completed", Reason = (string?)more["why"], Digits = (string?)more["keys"] },
        "down" => new HangupEvent { CallId = line, Cause = HangupCause.NormalClearing },
        _ => throw new FormatException($"'{what}' is no event"),
    };
}

/// <summary>How the toy takes commands.</summary>
internal sealed class ToyCommands(HttpClient http) : ICommandChannel
{
    public DeliveryPolicy PolicyOf(Command command) => command switch
    {
        AnswerCommand or HangupCommand => DeliveryPolicy.Repeatable,
        SpeakCommand => DeliveryPolicy.Deduplicated,
        GatherCommand or CreateCallCommand => DeliveryPolicy.Observable,
        SendDtmfCommand => DeliveryPolicy.NeverTwice,
        _ => throw new ArgumentException($"The toy has no {command.GetType().Name}.", nameof(command)),
    };

    public async Task<string?> SendAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var (what, with) = Of(request.Command);
        var body = new JsonObject { ["do"] = what, ["line"] = request.CallId, ["ref"] = request.Operation.ToString(), ["leg"] = request.Leg, ["note"] = request.Tag, ["with"] = with };
        var answer = await ToyWire.AskAsync(http, new HttpRequestMessage(HttpMethod.Post, "/do") { Content = new StringContent(body.ToJsonString()) }, cancellationToken);
        return (string?)answer?["id"];
    }

    private static (string What, JsonNode? With) Of(Command command) => command switch
    {
        AnswerCommand => ("lift", null),
        HangupCommand => ("drop", null),
        SpeakCommand speak => ("say", speak.Sentence),
        GatherCommand gather => ("ask", gather.MaxDigits),
        SendDtmfCommand tones => ("beep", tones.Digits),
        CreateCallCommand create => ("ring", create.To),
        _ => throw new ArgumentException($"The toy has no {command.GetType().Name}.", nameof(command)),
    };
}

/// <summary>
/// How the toy is asked: it knows each operation by its <c>ref</c>, and what it has told about a line.
/// </summary>
internal sealed class ToyRecovery(HttpClient http) : ICarrierRecovery
{
    public async Task<Observation> ObserveAsync(DoubtfulCommand doubt, CancellationToken cancellationToken)
    {
        var known = await AskAsync($"/done?ref={Uri.EscapeDataString(doubt.Request.Operation.ToString())}", cancellationToken);
        return known is null ? Observation.DidNot : Observation.Happened with { ResourceId = (string?)known["id"] };
    }

    public async IAsyncEnumerable<MissedEvent> ProbeAsync(SilentGrain grain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var leg in grain.Legs)
        {
            var line = leg.CallId ?? (leg.CreatedBy is { } key ? (string?)(await AskAsync($"/done?ref={Uri.EscapeDataString(key.ToString())}", cancellationToken))?["id"] : null);
            var past = line is null ? null : await AskAsync($"/past?line={line}", cancellationToken);
            foreach (var told in past?["told"]?.AsArray() ?? [])
            {
                yield return new MissedEvent(ToyCallbacks.Read(told!.AsArray()).Event, leg.Number);
            }
        }
    }

    public Task<RecordingMedia> OpenRecordingAsync(string recordingId, CancellationToken cancellationToken) =>
        throw new CarrierException(new CarrierError(0, null, "no-recordings", "The toy records nothing."), RequestEffect.Refused);

    private Task<JsonNode?> AskAsync(string path, CancellationToken cancellationToken) => ToyWire.AskAsync(http, new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
}

/// <summary>One request, and how far a failed one got.</summary>
internal static class ToyWire
{
    /// <summary>The answer; null for 404.</summary>
    public static async Task<JsonNode?> AskAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var sent = request;
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new CarrierException(new CarrierError(0, null, "no-answer", e.Message), RequestEffect.InDoubt, e);
        }

        using (response)
        {
            var effect = response.StatusCode switch
            {
                HttpStatusCode.OK or HttpStatusCode.NotFound => (RequestEffect?)null,
                HttpStatusCode.TooManyRequests => RequestEffect.None,
                HttpStatusCode.Gone => RequestEffect.Gone,
                >= HttpStatusCode.InternalServerError => RequestEffect.InDoubt,
                _ => RequestEffect.Refused,
            };
            return effect is { } failed ? throw new CarrierException(new CarrierError((int)response.StatusCode, null, response.StatusCode.ToString(), "says the toy"), failed)
                : response.StatusCode == HttpStatusCode.NotFound ? null
                : JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        }
    }
}
