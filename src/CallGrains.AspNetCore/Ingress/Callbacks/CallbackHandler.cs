using System.Runtime.CompilerServices;
using System.Text;
using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Ingress;

/// <summary>
/// The first two steps of a callback's way, the hot path of the product:
/// <list type="number">
/// <item><description> <b>Ingress.</b> (a) Find the carrier, check the method and HTTP basic; (b) read what the URL
/// names: a flow, or with a capability URL the grain and leg (<see cref="CallbackAdmission"/>); (c) read the body or
/// query, limited, into one array of its size; (d) let the carrier's protocol verify it, since signatures cover the
/// body, and (e) parse it, once, into a neutral event with its dedupe key (<see cref="ICallbackProtocol"/>); (f) find
/// the grain's address (<see cref="CallbackIntake"/>; where only the carrier knows, it is asked).
/// No state, no flow code.
/// </description></item>
/// <item><description> <b>Route</b> to the grain. When the router's task completes the event is on disk (steps 3 and 4
/// run there), and only then the carrier gets its 200, with what the grain replies. The append never sees the request's
/// token: a carrier that hangs up early has sent the event all the same.
/// </description></item>
/// </list>
/// Whatever goes wrong becomes a 4xx or 503 with a problem document; nothing leaves as a 500.
/// </summary>
/// <remarks>Safe for many threads.</remarks>
internal sealed partial class CallbackHandler(
    CallbackAdmission admission, CallbackCarriers carriers, ICallRouter router, FullGrains full, CallbackFloods floods, CallbackMetrics metrics, IOptions<IngressOptions> options, TimeProvider time, ILogger<CallbackHandler> logger)
{
    private readonly int _limit = options.Value.MaxCallbackBytes;
    private readonly Uri? _publicUrl = options.Value.PublicUrl;
    private readonly Func<string, ICarrier?> _carrierOf = carriers.Find;

    public async Task HandleAsync(HttpContext context, CallbackPath path)
    {
        var started = time.GetTimestamp();
        Admitted admitted = default;
        Refusal? refusal;
        try
        {
            refusal = admission.Check(context, path, out admitted) ?? floods.Hold(context, admitted) ?? await TakeAsync(context, admitted, started); // 1a, 1b
        }
        catch (Exception e) when (IsGone(context, e))
        {
            LogGone(admitted.Carrier.Protocol.Carrier, Refusal.Clean(e.Message));
            metrics.Aborted(admitted.Carrier.Protocol.Carrier, time.GetElapsedTime(started));
            return;
        }
        catch (Exception e)
        {
            refusal = Refusal.Of(e);
            LogIfOurs(refusal, e);
        }

        if (refusal is not null)
        {
            await RefuseAsync(context, admitted, refusal, started);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Refusal?> TakeAsync(HttpContext context, Admitted admitted, long started)
    {
        var raw = admitted.Form == CallbackForm.Query ? Query(context.Request) : await LimitedBody.ReadAsync(context.Request, _limit); // 1c
        if (raw is null)
        {
            return admitted.Form == CallbackForm.Query ? QueryTooLong() : Refusal.TooLarge(_limit);
        }

        var protocol = admitted.Carrier.Protocol;
        var request = new HttpCallbackRequest(context.Request, admitted.Form, raw, _publicUrl);
        if (protocol.Verify(request) is { } fault) // 1d
        {
            return Forged(fault);
        }

        var route = new CallbackRoute { Address = admitted.Address, Leg = admitted.Leg, Flow = admitted.Flow, IsUnsigned = admitted.IsUnsigned, IsSurplus = floods.IsSurplus(context, admitted) };
        var read = CallbackIntake.Read(protocol, request); // 1e
        var (address, callback) = await CallbackIntake.PlaceAsync(protocol, read, route, _carrierOf); // 1f
        var (e, carrier) = (callback.Event, protocol.Carrier);
        using var activity = Spans.Callback.Start(address);
        activity?.SetTag(Spans.Carrier, carrier).SetTag(Spans.EventType, e is UnknownEvent ? "unknown" : e.EventType);

        var receipt = await RouteAsync(address, callback); // 2
        if (receipt.Disposition is Disposition.Unclaimed or Disposition.Expired && floods.Unclaimed(context, admitted, callback.IsSurplus && receipt.Disposition == Disposition.Unclaimed) is { } unkept)
        {
            return unkept;
        }

        if (receipt.Disposition == Disposition.Expired)
        {
            return Refusal.Expired($"What this callback is about is over: {receipt.Reason}.");
        }

        await WriteAsync(context.Response, protocol.Write(receipt.Reply));
        LogTaken(carrier, e.EventType, address, receipt);
        metrics.Acknowledged(carrier, e, receipt.Disposition, time.GetElapsedTime(started));
        return null;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Receipt> RouteAsync(FlowAddress address, Callback callback)
    {
        full.ThrowIfFull(address, callback.Event);
        try
        {
            return await router.SendAsync(address, callback, CancellationToken.None);
        }
        catch (OverloadedException e) when (e.IsOfGrain)
        {
            full.Note(address, callback.Event, e);
            throw;
        }
    }

    private static async ValueTask WriteAsync(HttpResponse response, CallbackAnswer answer)
    {
        response.ContentLength = answer.Body.Length;
        if (answer.Body.Length > 0)
        {
            response.ContentType = answer.ContentType;
            await response.Body.WriteAsync(answer.Body);
        }
    }

    private static Refusal Forged(string fault) => new(StatusCodes.Status403Forbidden, "Not verified", fault);

    private async Task RefuseAsync(HttpContext context, Admitted admitted, Refusal refusal, long started)
    {
        var carrier = admitted.Carrier?.Protocol.Carrier;
        var answer = floods.Refused(context, refusal, out var isLogged);
        if (isLogged)
        {
            LogRefused(carrier ?? "unknown", refusal.Status, refusal.Title, refusal.Field is { } field ? Refusal.Clean(field) : null, Refusal.Clean(refusal.Detail));
        }

        metrics.Refused(carrier, answer, time.GetElapsedTime(started));
        try
        {
            await answer.ExecuteAsync(context);
        }
        catch (Exception e) when (IsGone(context, e))
        {
            LogGone(carrier ?? "unknown", Refusal.Clean(e.Message));
        }
    }

    /// <summary>
    /// The query as it stood in the request line, without its question mark; null when it is too long.
    /// </summary>
    private byte[]? Query(HttpRequest request)
    {
        var query = request.QueryString.Value.AsSpan();
        query = query.IsEmpty ? query : query[1..];
        return query.Length > _limit ? null : Bytes(query);
    }

    private static byte[] Bytes(ReadOnlySpan<char> query)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(query)];
        Encoding.UTF8.GetBytes(query, bytes);
        return bytes;
    }

    private Refusal QueryTooLong() =>
        new(StatusCodes.Status414UriTooLong, "Query too long", $"The query has more than {_limit} bytes; send the callback as POST, or less of it.");

    /// <summary>
    /// The carrier closed the connection while it was still being read from or written to; nobody is left to answer.
    /// </summary>
    private static bool IsGone(HttpContext context, Exception e) =>
        e is ConnectionResetException or ConnectionAbortedException
        || (e is IOException or OperationCanceledException && e is not BadHttpRequestException && context.RequestAborted.IsCancellationRequested);

    private void LogIfOurs(Refusal refusal, Exception e)
    {
        if (refusal.IsOurFault)
        {
            LogFailed(e);
        }
    }
}
