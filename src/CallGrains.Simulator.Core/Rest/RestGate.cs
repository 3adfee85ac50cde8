using System.Text;
using System.Text.Json;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Errors;
using CallGrains.Simulator.Faults;
using CallGrains.Simulator.History;
using CallGrains.Simulator.Limits;
using CallGrains.Simulator.Media;

namespace CallGrains.Simulator.Rest;

/// <summary>
/// The way of every request: record it, authenticate, read the body, run the handler in the exchange, answer, and only
/// then let the callbacks go that it caused.
/// </summary>
internal sealed class RestGate(
    Exchange exchange, string userId, IRestStyle carrier, IRestStyle phones, TimeProvider clock, Ring<RequestEntry> requests, ErrorLog errors, FaultService faults, RateLimiter? limits, SoundFiles sounds, Variants variants)
{
    public const int MaxMediaBytes = 65_000_000;
    private const int MaxJsonBytes = 1_000_000;

    /// <summary>The carrier's API: authenticated and recorded.</summary>
    public RestHandler Carrier(Func<ApiRequest, ApiReply> handler, BodyKind body = BodyKind.Object) => async http =>
    {
        var entry = requests.Add(n => requests.IsKept ? RequestEntry.Begin(n, clock.GetUtcNow(), http) : RequestEntry.Unseen(n, clock.GetUtcNow()));
        await ServeAsync(http, (request, replied) => new ValueTask<ApiReply>(exchange.Run(() => handler(request), replied)), entry, body);
    };

    /// <summary>The phone's side: open, not recorded.</summary>
    public RestHandler Phone(Func<ApiRequest, ApiReply> handler, BodyKind body = BodyKind.Object) =>
        http => ServeAsync(http, (request, replied) => new ValueTask<ApiReply>(exchange.Run(() => handler(request), replied)), null, body);

    /// <summary>As the phone's side, but outside the exchange: for what is long and touches no call.</summary>
    public RestHandler Apart(Func<ApiRequest, ApiReply> handler) =>
        http => ServeAsync(http, (request, _) => new ValueTask<ApiReply>(handler(request)), null, BodyKind.Object);

    /// <summary>As <see cref="Apart"/>, for what waits for others.</summary>
    public RestHandler ApartAsync(Func<ApiRequest, Task<ApiReply>> handler) =>
        http => ServeAsync(http, (request, _) => new ValueTask<ApiReply>(handler(request)), null, BodyKind.Object);

    private async Task ServeAsync(RestRequest http, Func<ApiRequest, Task, ValueTask<ApiReply>> handler, RequestEntry? entry, BodyKind body)
    {
        var replied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            var reply = await DecideAsync(http, request => handler(request, replied.Task), entry, body);
            reply = reply with { Body = variants.Reply(http.Path, reply.Body) };
            entry?.End(reply);
            if (reply.IsLost)
            {
                http.Abort();
            }
            else
            {
                await AnswerAsync(http, reply, replied);
            }
        }
        catch (Exception lost) when (lost is OperationCanceledException or IOException)
        {
            http.Abort();
        }
        finally
        {
            replied.TrySetResult();
            entry?.Close();
            requests.Touch();
        }
    }

    private async Task AnswerAsync(RestRequest http, ApiReply reply, TaskCompletionSource replied)
    {
        if (reply.Delay > TimeSpan.Zero)
        {
            // The answer is on its way; what the request caused does not wait for it.
            replied.TrySetResult();
            await Task.Delay(reply.Delay, clock, http.Aborted);
        }

        await http.AnswerAsync(reply);
    }

    private async Task<ApiReply> DecideAsync(RestRequest http, Func<ApiRequest, ValueTask<ApiReply>> handler, RequestEntry? entry, BodyKind body)
    {
        try
        {
            if (entry is not null)
            {
                carrier.Authenticate(http);
            }

            var bytes = await ReadAsync(http, body == BodyKind.Raw);
            if (entry is { IsKept: true })
            {
                entry.Body = body == BodyKind.Raw ? $"({bytes.Length} bytes)" : bytes.Length == 0 ? null : Encoding.UTF8.GetString(bytes);
            }

            var urls = new Urls(http.Root, userId);
            var fields = body is BodyKind.Raw or BodyKind.Ignored ? Fields.Empty : Parse(bytes, body);
            await sounds.PrepareAsync(fields.Files());
            var request = new ApiRequest(http, fields, bytes, urls, sounds);
            return await (entry is null ? handler(request) : HandleAsync(request, handler, entry));
        }
        catch (ApiError error)
        {
            if (entry is not null)
            {
                errors.Add(error);
            }

            return (entry is null ? phones : carrier).Refuse(error, http);
        }
    }

    /// <summary>What a fault on order makes of a request, else what the handler does.</summary>
    private async ValueTask<ApiReply> HandleAsync(ApiRequest request, Func<ApiRequest, ValueTask<ApiReply>> handler, RequestEntry entry)
    {
        var (method, path) = (request.Http.Method, request.Http.Path);
        limits?.Check(method, path, request.Body);
        if (faults.OfRequest(method, path) is not { } fault)
        {
            return await handler(request);
        }

        entry.Fault = fault.Describe();
        return fault.Order switch
        {
            { Kind: "error" } order => throw carrier.OfFault(order, path, clock.GetUtcNow()),
            { Kind: "lost", HasEffect: false } => new ApiReply(0) { IsLost = true },
            { Kind: "lost" } => (await handler(request)) with { IsLost = true },
            var order => (await handler(request)) with { Delay = order.Time },
        };
    }

    private static async Task<byte[]> ReadAsync(RestRequest http, bool rawBody)
    {
        var limit = rawBody ? MaxMediaBytes : MaxJsonBytes;
        if (rawBody && http.ContentLength is null)
        {
            throw ApiError.Invalid("The Content-Length header is required to upload media.");
        }

        if (http.ContentLength > limit)
        {
            throw TooLarge(rawBody, limit);
        }

        using var read = new MemoryStream((int)(http.ContentLength ?? 0));
        var buffer = new byte[8192];
        while (await http.Content.ReadAsync(buffer, http.Aborted) is > 0 and var count)
        {
            if (read.Length + count > limit)
            {
                throw TooLarge(rawBody, limit);
            }

            read.Write(buffer, 0, count);
        }

        return read.ToArray();
    }

    private static ApiError TooLarge(bool rawBody, int limit) => rawBody
        ? ApiError.Forbidden("media-size-overflow", $"A media file has at most {limit} bytes.")
        : ApiError.Invalid($"A request body has at most {limit} bytes.");

    private static Fields Parse(byte[] bytes, BodyKind body)
    {
        if (bytes.AsSpan().Trim(" \t\r\n"u8).IsEmpty)
        {
            return Fields.Empty;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement.Clone();
            if (root.ValueKind == JsonValueKind.Object)
            {
                return new Fields(root);
            }

            if (root.ValueKind == JsonValueKind.Array && body == BodyKind.ObjectOrList)
            {
                return new Fields(root);
            }
        }
        catch (JsonException fault)
        {
            throw ApiError.Invalid($"The request body is not JSON: {fault.Message}");
        }

        throw ApiError.Invalid("The request body is JSON, but not an object; send {...}.");
    }
}
