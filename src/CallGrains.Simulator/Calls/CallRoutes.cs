using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Recordings;
using CallGrains.Simulator.Rest;
using CallGrains.Simulator.Transfers;

namespace CallGrains.Simulator.Calls;

/// <summary><c>/calls</c>: create, list, read, and change (answer, reject, hang up, transfer, recording).</summary>
internal sealed class CallRoutes(CallStore store, CallGuard guard, CallLife life, Dialer dialer, TransferDesk transfers, RecordingDesk recordings, NumberStore numbers)
{
    private const int MaxSipHeaders = 5;
    private const int MaxSipHeaderLength = 256;

    public void Map(IEndpointRouteBuilder user, RestGate gate)
    {
        user.MapPost("/calls", gate.Carrier(Create));
        user.MapGet("/calls", gate.Carrier(List));
        user.MapGet("/calls/{callId}", gate.Carrier(request => ApiReply.Json(CallView.Render(guard.Find(request), request.Urls))));
        user.MapPost("/calls/{callId}", gate.Carrier(Update));
    }

    private ApiReply Create(ApiRequest request)
    {
        var call = dialer.Create(ReadOrder(request));
        dialer.Ring(call);
        return ApiReply.Created(request.Urls.Call(call.Id));
    }

    private CallOrder ReadOrder(ApiRequest request)
    {
        var body = request.Body;
        if (body.Has("bridgeId")) throw ApiError.NotSimulated("A call that joins a bridge (bridgeId)");
        if (body.Has("conferenceId")) throw ApiError.NotSimulated("A call for a conference (conferenceId)");
        var order = new CallOrder(Address.Number(body, "from", "call"), Address.NumberOrSip(body, "to", "call"))
        {
            Callback = CallbackTarget.Read(body),
            TimeoutSeconds = body.Whole("callTimeout", 1, CallOrder.MaxTimeoutSeconds) ?? CallOrder.DefaultTimeoutSeconds,
            Tag = body.Text("tag"),
            Recording = RecordingSettings.Read(body, RecordingSettings.Off),
            SipHeaders = ReadSipHeaders(body),
        };
        RequireOwned(order.From, request.Urls.UserId);
        return order;
    }

    private void RequireOwned(string from, string userId)
    {
        if (numbers.IsEmpty)
            throw ApiError.Denied("no-allocated-number", "This account has no numbers yet; order one with POST /phoneNumbers {\"number\":\"" + from + "\"}.", ("userId", userId));
        if (!numbers.Owns(from))
            throw ApiError.Denied("number-access-denied", $"The number {from} is not on this account; 'from' must be one of its own (GET /phoneNumbers).", ("userId", userId), ("number", from));
    }

    private static List<(string, string)> ReadSipHeaders(Fields body)
    {
        var headers = body.Inner("sipHeaders")?.Entries().ToList() ?? [];
        if (headers.Count > MaxSipHeaders) throw ApiError.Invalid($"'sipHeaders' has {headers.Count} entries; send at most {MaxSipHeaders}.");
        foreach (var (name, value) in headers)
        {
            if (!name.StartsWith("X-", StringComparison.OrdinalIgnoreCase)) throw ApiError.Invalid($"The SIP header '{name}' does not begin with X-.");
            if (Math.Max(name.Length, value.Length) > MaxSipHeaderLength) throw ApiError.Invalid($"The SIP header '{name}' is too long; name and value have at most {MaxSipHeaderLength} characters.");
        }

        return headers;
    }

    private ApiReply List(ApiRequest request)
    {
        if (request.Query("bridgeId") is not null) throw ApiError.NotSimulated("Listing the calls of a bridge (bridgeId)");
        if (request.Query("conferenceId") is not null) throw ApiError.NotSimulated("Listing the calls of a conference (conferenceId)");
        var oldestFirst = string.Equals(request.Query("sortOrder"), "asc", StringComparison.OrdinalIgnoreCase);
        var wanted = oldestFirst ? store.OldestFirst() : store.NewestFirst();
        if (request.Query("from") is { } from) wanted = wanted.Where(call => call.From == from);
        if (request.Query("to") is { } to) wanted = wanted.Where(call => call.To == to);
        return Paging.Page(request, wanted, call => CallView.Render(call, request.Urls));
    }

    private ApiReply Update(ApiRequest request)
    {
        var call = guard.Find(request);
        var state = request.Body.Choice("state", "active", "rejected", "completed", "transferring");
        if (state == "transferring") return Transfer(request, call);
        var recording = ReadRecording(request.Body, call);
        RequireTransition(call, state);
        if (recording is not null) recordings.Change(call, recording);
        Enter(call, state);
        return ApiReply.Ok;
    }

    /// <summary>Null when the request says nothing about recording: <c>{}</c> changes nothing in any state.</summary>
    private static RecordingSettings? ReadRecording(Fields body, Call call)
    {
        var read = RecordingSettings.Read(body, call.RecordingSettings);
        if (!body.Has("recordingEnabled") && !body.Has("recordingMaxDuration")) return null;
        CallGuard.Require(call, !call.IsOver, "be recorded", "not over");
        return read;
    }

    private static void RequireTransition(Call call, string? state)
    {
        var ringsHere = call is { IsInbound: true, State: CallState.Started };
        if (state == "active") CallGuard.Require(call, ringsHere, "be answered", "inbound and started (ringing)");
        if (state == "rejected") CallGuard.Require(call, ringsHere, "be rejected", "inbound and started (ringing)");
        if (state == "completed") CallGuard.Require(call, !call.IsOver, "be hung up", "not over");
    }

    private void Enter(Call call, string? state)
    {
        var cancelled = call is { IsInbound: false, State: CallState.Started };
        if (state == "active") life.Answer(call);
        else if (state == "rejected") life.End(call, Causes.CallRejected, CallState.Rejected);
        else if (state == "completed") life.End(call, cancelled ? Causes.OriginatorCancel : Causes.NormalClearing);
    }

    private ApiReply Transfer(ApiRequest request, Call call)
    {
        CallGuard.Require(call, call.State == CallState.Active, "be transferred", "active");
        CallGuard.Require(call, call.TransferPartner is null, "be transferred", "not part of a transfer already");
        var (order, whisper) = TransferOrder.Read(request.Body, call, numbers);
        return ApiReply.Created(request.Urls.Call(transfers.Start(call, order, whisper).Id));
    }
}
