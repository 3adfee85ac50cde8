using CallGrains.Simulator.Bridges;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Conferences;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Recordings;
using CallGrains.Simulator.Rest;
using CallGrains.Simulator.Transfers;

namespace CallGrains.Simulator.Calls;

/// <summary><c>/calls</c>: create, list, read, and change (answer, reject, hang up, transfer, recording).</summary>
internal sealed class CallRoutes(
    CallStore store, CallGuard guard, CallLifecycle life, Dialer dialer, TransferService transfers, RecordingService recordings,
    NumberStore numbers, ConferenceGuard conferences, BridgeService bridges)
{
    private const int MaxSipHeaders = 5;
    private const int MaxSipHeaderLength = 256;

    public void Map(RouteTable user, RestGate gate)
    {
        user.MapPost("/calls", gate.Carrier(Create));
        user.MapGet("/calls", gate.Carrier(List));
        user.MapGet("/calls/{callId}", gate.Carrier(request => ApiReply.Json(CallView.Render(guard.Find(request), request.Urls))));
        user.MapPost("/calls/{callId}", gate.Carrier(Update));
    }

    private ApiReply Create(ApiRequest request)
    {
        var order = ReadOrder(request);
        var bridge = request.Body.Text("bridgeId") is { } id ? bridges.FindRoom(id) : null;
        var call = dialer.Create(order);
        if (bridge is not null)
        {
            bridges.Add(bridge, call);
        }

        dialer.Ring(call);
        return ApiReply.Created(request.Urls.Call(call.Id));
    }

    private CallOrder ReadOrder(ApiRequest request)
    {
        var body = request.Body;
        var order = new CallOrder(Address.Number(body, "from", "call"), Address.NumberOrSip(body, "to", "call"))
        {
            Callback = CallbackTarget.Read(body),
            TimeoutSeconds = body.Whole("callTimeout", 1, CallOrder.MaxTimeoutSeconds) ?? CallOrder.DefaultTimeoutSeconds,
            Tag = body.Text("tag"),
            Recording = RecordingSettings.Read(body, RecordingSettings.Off),
            SipHeaders = ReadSipHeaders(body),
            ConferenceId = body.Text("conferenceId"),
        };
        order = order with { IsScripted = order.Callback is { IsGet: true } };
        recordings.Require(order.Recording);
        numbers.RequireOwned(order.From, request.Urls.UserId);
        if (order.ConferenceId is { } conference)
        {
            ConferenceGuard.RequireOpen(conferences.Find(conference), "take calls");
        }

        return order;
    }

    private static List<(string, string)> ReadSipHeaders(Fields body)
    {
        var headers = body.Inner("sipHeaders")?.Entries().ToList() ?? [];
        if (headers.Count > MaxSipHeaders)
        {
            throw ApiError.Invalid($"'sipHeaders' has {headers.Count} entries; send at most {MaxSipHeaders}.");
        }

        foreach (var (name, value) in headers)
        {
            if (!name.StartsWith("X-", StringComparison.OrdinalIgnoreCase))
            {
                throw ApiError.Invalid($"The SIP header '{name}' does not begin with X-.");
            }

            if (Math.Max(name.Length, value.Length) > MaxSipHeaderLength)
            {
                throw ApiError.Invalid($"The SIP header '{name}' is too long; name and value have at most {MaxSipHeaderLength} characters.");
            }
        }

        return headers;
    }

    private ApiReply List(ApiRequest request)
    {
        if (request.Query("bridgeId") is { } bridge)
        {
            return Unpaged(request, call => call.Bridge?.Id == bridge);
        }

        if (request.Query("conferenceId") is { } conference)
        {
            return Unpaged(request, call => CallView.ConferenceId(call) == conference);
        }

        var oldestFirst = Paging.IsOldestFirst(request);
        var wanted = oldestFirst ? store.OldestFirst() : store.NewestFirst();
        if (request.Query("from") is { } from)
        {
            wanted = wanted.Where(call => call.From == from);
        }

        if (request.Query("to") is { } to)
        {
            wanted = wanted.Where(call => call.To == to);
        }

        return Paging.Page(request, wanted, call => CallView.Render(call, request.Urls));
    }

    private ApiReply Unpaged(ApiRequest request, Func<Call, bool> wanted) =>
        ApiReply.Json(Json.Array(store.NewestFirst().Where(wanted).Select(call => CallView.Render(call, request.Urls))));

    private ApiReply Update(ApiRequest request)
    {
        var call = guard.Find(request);
        var state = request.Body.Choice("state", "active", "rejected", "completed", "transferring");
        if (state == "transferring")
        {
            return Transfer(request, call);
        }

        var recording = ReadRecording(request.Body, call);
        RequireTransition(call, state);
        if (recording is not null)
        {
            recordings.Change(call, recording);
        }

        Enter(call, state);
        return ApiReply.Ok;
    }

    /// <summary>Null when the request says nothing about recording: <c>{}</c> changes nothing in any state.</summary>
    private static RecordingSettings? ReadRecording(Fields body, Call call)
    {
        var read = RecordingSettings.Read(body, call.RecordingSettings);
        if (!body.Has("recordingEnabled") && !body.Has("recordingMaxDuration") && !body.Has("recordingFileFormat") && !body.Has("transcriptionEnabled"))
        {
            return null;
        }

        CallGuard.Require(call, !call.IsOver, "be recorded", "not over");
        return read;
    }

    private static void RequireTransition(Call call, string? state)
    {
        var ringsHere = call is { IsInbound: true, State: CallState.Started };
        if (state == "active")
        {
            CallGuard.Require(call, ringsHere, "be answered", "inbound and started (ringing)");
        }

        if (state == "rejected")
        {
            CallGuard.Require(call, ringsHere, "be rejected", "inbound and started (ringing)");
        }

        if (state == "completed")
        {
            CallGuard.Require(call, !call.IsOver, "be hung up", "not over");
        }
    }

    private void Enter(Call call, string? state)
    {
        var cancelled = call is { IsInbound: false, State: CallState.Started };
        if (state == "active")
        {
            life.Answer(call);
        }
        else if (state == "rejected")
        {
            call.EndedBy = "application";
            life.End(call, Causes.CallRejected, CallState.Rejected);
        }
        else if (state == "completed")
        {
            call.EndedBy = "application";
            life.End(call, cancelled ? Causes.OriginatorCancel : Causes.NormalClearing);
        }
    }

    private ApiReply Transfer(ApiRequest request, Call call)
    {
        CallGuard.Require(call, call.State == CallState.Active, "be transferred", "active");
        CallGuard.Require(call, call.Bridge is null && call.Member is null, "be transferred", "in no bridge and no conference");
        CallGuard.Require(call, call.TransferPartner is null, "be transferred", "not part of a transfer already");
        var (order, whisper) = TransferOrder.Read(request.Body, call, numbers, request.Sounds);
        return ApiReply.Created(request.Urls.Call(transfers.Start(call, order, whisper).Id));
    }
}
