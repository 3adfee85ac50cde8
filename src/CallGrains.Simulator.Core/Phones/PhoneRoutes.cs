using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Gathers;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Phones;

/// <summary><c>/sim/calls</c> and <c>/sim/phones</c>: the people at the other end of the line.</summary>
internal sealed class PhoneRoutes(CallStore store, CallGuard guard, CallLifecycle life, Dialer dialer, Keys keys, Voices voices, Callees callees, PhoneBook phones)
{
    private const int DefaultListed = 100;

    public void Map(RouteTable app, RestGate gate)
    {
        app.MapPost("/sim/calls", gate.Phone(Call));
        app.MapGet("/sim/calls", gate.Phone(List));
        app.MapGet("/sim/calls/{callId}", gate.Phone(request => ApiReply.Json(PhoneView.Full(guard.Find(request)))));
        app.MapPost("/sim/calls/{callId}/digits", gate.Phone(Press));
        app.MapPost("/sim/calls/{callId}/say", gate.Phone(Say));
        app.MapPost("/sim/calls/{callId}/hangup", gate.Phone(HangUp));
        app.MapPost("/sim/calls/{callId}/answer", gate.Phone(request => React(request, life.Answer, "be answered")));
        app.MapPost("/sim/calls/{callId}/decline", gate.Phone(request => React(request, call => End(call, Causes.CallRejected), "be declined")));
        app.MapPost("/sim/phones", gate.Phone(Hold));
        app.MapGet("/sim/phones", gate.Phone(_ => ApiReply.Json(Json.Object(("manual", List(phones.Manual)), ("machines", List(phones.Machines))))));
    }

    /// <summary>
    /// A phone calls an application, maybe without its number (<c>"from":"anonymous"</c>, <c>""</c>, or
    /// <c>"withholdCallerNumber":true</c>); <c>timeout</c> is how many seconds it lets ring (60).
    /// </summary>
    private ApiReply Call(ApiRequest request)
    {
        var withheld = request.Body.Flag("withholdCallerNumber") ?? false;
        var from = Caller(request.Body, withheld);
        var to = Address.NumberOrSip(request.Body, "to", "call");
        var application = callees.Find(from, to);
        var order = new CallOrder(from, to)
        {
            DisplayName = request.Body.Text("displayName"),
            WithholdsNumber = withheld || !(Address.IsNumber(from) || Address.IsSip(from)),
            Diversion = Diversion.Read(request.Body),
            TimeoutSeconds = request.Body.Whole("timeout", 1, CallOrder.MaxTimeoutSeconds) ?? CallOrder.DefaultTimeoutSeconds,
        };
        return new ApiReply(201, Json.Object(("callId", dialer.RingAt(application, order).Id)));
    }

    /// <summary>
    /// What the network tells of the caller: a number or SIP address; <c>anonymous</c> or nothing when it is withheld.
    /// </summary>
    private static string Caller(Fields body, bool withheld) =>
        body.Text("from") is { Length: 0 } or CallOrder.Anonymous ? body.Text("from")!
        : withheld ? CallOrder.Anonymous
        : Address.NumberOrSip(body, "from", "call");

    private ApiReply List(ApiRequest request)
    {
        var wanted = request.Query("before") is { } before ? store.Before(guard.Find(before)) : store.NewestFirst();
        if (request.Query("state") is { } state)
        {
            wanted = wanted.Where(call => CallView.StateOf(call).Equals(state, StringComparison.OrdinalIgnoreCase));
        }

        if (request.Query("number") is { } number)
        {
            wanted = wanted.Where(call => call.From == number || call.To == number);
        }

        var items = wanted.Take(DefaultListed).Select(PhoneView.Summary);
        return ApiReply.Json(Json.Object(("total", store.Count), ("live", store.Live), ("items", Json.Array(items))));
    }

    private ApiReply Press(ApiRequest request)
    {
        var digits = request.Body.Required("digits", "keys");
        if (!digits.All(Keypad.IsKey))
        {
            throw ApiError.Invalid($"'digits' is '{digits}'; send keys of a phone: 0-9, *, #, A-D.");
        }

        var call = guard.Find(request);
        if (call.State is not (CallState.Active or CallState.Transferring))
        {
            throw ApiError.Conflict("call-invalid-state", $"The call {call.Id} is {CallView.StateOf(call)}: keys reach nobody before it is answered and after it ended.", ("callId", call.Id));
        }

        keys.FromPhone(call, digits);
        return ApiReply.Json(PhoneView.Full(call));
    }

    private ApiReply Say(ApiRequest request)
    {
        var text = request.Body.Required("text", "speech");
        var call = guard.Find(request);
        if (call.State is not (CallState.Active or CallState.Transferring))
        {
            throw ApiError.Conflict("call-invalid-state", $"The call {call.Id} is {CallView.StateOf(call)}: words reach nobody before it is answered and after it ended.", ("callId", call.Id));
        }

        voices.Say(call, text);
        return ApiReply.Json(PhoneView.Full(call));
    }

    /// <summary>Putting down a phone whose line is dead already is no fault.</summary>
    private ApiReply HangUp(ApiRequest request)
    {
        var call = guard.Find(request);
        End(call, call.IsAnswered ? Causes.NormalClearing : call.IsInbound ? Causes.OriginatorCancel : Causes.CallRejected);
        return ApiReply.Json(PhoneView.Full(call));
    }

    private void End(Call call, string cause)
    {
        if (!call.IsOver)
        {
            call.EndedBy = "phone";
        }

        life.End(call, cause);
    }

    private ApiReply React(ApiRequest request, Action<Call> reaction, string what)
    {
        var call = guard.Find(request);
        if (call is not { IsInbound: false, State: CallState.Started, FarLeg: null })
        {
            throw ApiError.Conflict("call-invalid-state", $"The call {call.Id} cannot {what} by a phone: only an application's own call that rings at a phone can; this one is {CallView.StateOf(call)}.", ("callId", call.Id));
        }

        reaction(call);
        return ApiReply.Json(PhoneView.Full(call));
    }

    /// <summary><c>manual</c>: a person decides, by hand. <c>machine</c>: an answering machine is there.</summary>
    private ApiReply Hold(ApiRequest request)
    {
        var number = Address.NumberOrSip(request.Body, "number", "phone");
        if (request.Body.Flag("machine") is { } machine)
        {
            phones.Connect(number, machine);
        }

        if (request.Body.Flag("manual") is { } manual || !request.Body.Has("machine"))
        {
            phones.Hold(number, request.Body.Flag("manual") ?? true);
        }

        return ApiReply.Ok;
    }

    private static System.Text.Json.Nodes.JsonArray List(IEnumerable<string> numbers) => Json.Array(numbers.Select(number => System.Text.Json.Nodes.JsonValue.Create(number)));
}
