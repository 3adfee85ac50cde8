using System.Text.Json;
using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Sends texts and begins conversations. Safe for many threads.</summary>
internal sealed class ThreadCommands(GrainCommands grains, FlowRegistry flows, CarrierSet carriers, TimeProvider time)
{
    private const int LongestText = 2048, MostMedia = 10;
    private const string NumberForm = "E.164 such as +15550105, or a short code of 3 to 8 digits";

    /// <summary>Sends a text, whether or not a flow answers in the thread.</summary>
    public async Task<IResult> TextAsync(HttpRequest request, string id, string? idempotencyKey)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request);
        refusal ??= SendingIds.Check(idempotencyKey) ?? CheckSides(id) ?? CheckText(body);
        return refusal is not null
            ? refusal
            : await grains.SendAsync(GrainResource.Thread, GrainResource.Thread.Address(id)!.Value, new Signal(SendingIds.Text(idempotencyKey, time), SignalNames.Text, body));
    }

    /// <summary>Begins a conversation by the thread's flow.</summary>
    public async Task<IResult> BeginAsync(HttpRequest request, string? idempotencyKey)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request);
        refusal ??= SendingIds.Check(idempotencyKey) ?? CheckBegin(body);
        if (refusal is not null)
        {
            return refusal;
        }

        var (from, to) = (Given(body, "from")!, Given(body, "to")!);
        var address = FlowAddress.Thread(from, to);
        var signal = new Signal(SendingIds.Conversation(idempotencyKey, time), SignalNames.Begin, Fields.Given(body!.Value, "args")) { Flow = Given(body, "flow") };
        (var receipt, refusal) = await grains.SendOnceAsync(address, signal);
        return refusal is not null ? refusal : receipt.Disposition switch
        {
            Disposition.Unclaimed => Refusal.Malformed("flow", $"no flow answers for texts to {from}: send the name of one that derives from MessageScript or MessageFlow<TState>, or bind the number"),
            Disposition.Late => GrainCommands.TooLate(GrainResource.Thread, address.Id, receipt),
            _ => TypedResults.Accepted($"/api/threads/{Uri.EscapeDataString(address.Id)}", new ThreadBegun(address.Id, signal.Id)),
        };
    }

    private static Refusal? CheckSides(string id) => ThreadIds.Sides(id) is var (own, peer) && Party.CanBeTexted(own) && Party.CanBeTexted(peer)
        ? null
        : Refusal.Malformed("id", $"{Refusal.Quote(id)} names no two numbers; send OWN~PEER, each {NumberForm}");

    private Refusal? CheckText(JsonElement? body)
    {
        if (Fields.Check(body, "text", "media", "carrier") is { } wrong)
        {
            return wrong;
        }

        var media = Fields.Given(body!.Value, "media");
        var fault = Fields.Text(body.Value, "text", out var text) ?? (media is { } files ? CheckMedia(files) : null) ?? CarrierField.Check(body.Value, carriers);
        return fault ?? (text.Length <= LongestText && (text.Length > 0 || media is not null)
            ? null
            : Refusal.Malformed("text", $"has {text.Length} characters; send 1 to {LongestText}, or none with media"));
    }

    private static Refusal? CheckMedia(JsonElement media) =>
        media.ValueKind == JsonValueKind.Array && media.GetArrayLength() is > 0 and <= MostMedia && media.EnumerateArray().All(IsUrl)
            ? null
            : Refusal.Malformed("media", $"{Refusal.Quote(media.GetRawText())} is no list of 1 to {MostMedia} URLs (http or https)");

    private static bool IsUrl(JsonElement url) =>
        url.ValueKind == JsonValueKind.String && Uri.TryCreate(url.GetString(), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    private Refusal? CheckBegin(JsonElement? body) =>
        Fields.Check(body, "from", "to", "flow", "args") ?? CheckNumber(body!.Value, "from") ?? CheckNumber(body!.Value, "to") ?? CheckFlow(body!.Value);

    private static Refusal? CheckNumber(JsonElement json, string field) =>
        Fields.Text(json, field, out var number) ?? (Party.CanBeTexted(number) ? null : Refusal.Malformed(field, $"{Refusal.Quote(number)} is no number that texts go to; send {NumberForm}"));

    private Refusal? CheckFlow(JsonElement json) =>
        Fields.Given(json, "flow") is null ? null
        : Fields.Text(json, "flow", out var flow) ?? flows.Find(flow) switch
        {
            null => Refusal.Malformed("flow", $"{Refusal.Quote(flow)} is no flow; there are: {flows.KnownNames}"),
            { Kind: not GrainKind.Thread } => Refusal.Malformed("flow", $"{Refusal.Quote(flow)} is no flow for texts; name one that derives from MessageScript or MessageFlow<TState>"),
            _ => null,
        };

    private static string? Given(JsonElement? body, string field) => Fields.Given(body!.Value, field)?.GetString();
}
