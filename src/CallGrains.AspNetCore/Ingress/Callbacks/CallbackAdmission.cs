using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Ingress;

/// <summary>What a callback's path says about its grain.</summary>
internal enum CallbackPath
{
    /// <summary><c>/callbacks/{carrier}</c>: nothing, the event says it.</summary>
    Plain,

    /// <summary><c>/callbacks/{carrier}/flows/{flow}</c>: the flow that answers.</summary>
    Flow,

    /// <summary><c>/callbacks/{carrier}/f/{token}</c>: the flow that answers, signed by us.</summary>
    SignedFlow,

    /// <summary><c>/callbacks/{carrier}/i/{token}</c>: the grain and the leg, signed by us.</summary>
    Capability,
}

/// <summary>A callback that may be read.</summary>
/// <param name="Carrier">Its carrier.</param>
/// <param name="Form">How it is written.</param>
internal readonly record struct Admitted(CarrierEndpoint Carrier, CallbackForm Form)
{
    /// <summary>The grain its URL names; null when the event names it.</summary>
    public FlowAddress? Address { get; init; }

    /// <summary>The leg its URL names.</summary>
    public int Leg { get; init; }

    /// <summary>The flow its URL names; null for none.</summary>
    public string? Flow { get; init; }

    /// <summary>Whether nothing proves who sent it.</summary>
    public bool IsUnsigned { get; init; }
}

/// <summary>Steps 1a and 1b: who may come in, and where the URL sends it. Safe for many threads.</summary>
internal sealed class CallbackAdmission(CarrierEndpoints endpoints, FlowRegistry flows, CapabilityTokens tokens, IOptions<IngressOptions> options)
{
    private readonly bool _signedOnly = options.Value.SignedOnly ?? false;

    /// <summary>Checks path, method and credentials without touching the body; null when it may come in.</summary>
    public Refusal? Check(HttpContext context, CallbackPath path, out Admitted admitted)
    {
        admitted = default;
        var request = context.Request;
        var carrier = Value(request, "carrier");
        if (endpoints.Find(carrier) is not { } endpoint)
        {
            return NotFound($"No carrier {Refusal.Quote(carrier)}; this process has: {endpoints.KnownNames}.");
        }

        var isGet = HttpMethods.IsGet(request.Method);
        admitted = new Admitted(endpoint, isGet ? CallbackForm.Query : IsForm(request.ContentType) ? CallbackForm.Form : CallbackForm.Json);
        return !isGet && !HttpMethods.IsPost(request.Method) ? WrongMethod(request.Method)
            : path == CallbackPath.Capability ? Follow(request, ref admitted)
            : path == CallbackPath.SignedFlow ? NameSignedFlow(request, ref admitted)
            : _signedOnly ? NotOurs()
            : endpoint.Basic is { } basic && !basic.Admits(request.Headers.Authorization) ? Unauthorized()
            : Enter(request, path, ref admitted);
    }

    /// <summary>What the framework calls a form, without the objects that it makes to say so.</summary>
    private static bool IsForm(string? contentType) => contentType is not null
        && (contentType.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) || contentType.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase));

    private Refusal? Enter(HttpRequest request, CallbackPath path, ref Admitted admitted)
    {
        admitted = admitted with { IsUnsigned = admitted.Carrier.IsOpen };
        return path == CallbackPath.Flow ? NameFlow(request, ref admitted) : null;
    }

    // Which part of a bad token is bad would help only somebody who makes one up.
    private Refusal? Follow(HttpRequest request, ref Admitted admitted)
    {
        var disposition = tokens.Read(Value(request, "token"), out var address, out var leg);
        if (disposition != TokenCheck.Genuine)
        {
            return disposition == TokenCheck.Expired ? Refusal.Expired("This callback URL has expired.") : NotOurs();
        }

        admitted = admitted with { Address = address, Leg = leg };
        return null;
    }

    private Refusal? NameSignedFlow(HttpRequest request, ref Admitted admitted)
    {
        if (!tokens.TryReadFlow(Value(request, "token"), out var name))
        {
            return NotOurs();
        }

        admitted = admitted with { Flow = name };
        return flows.Find(name) is null ? NotFound($"No flow {Refusal.Quote(name)}; there are: {flows.KnownNames}.") : null;
    }

    private Refusal? NameFlow(HttpRequest request, ref Admitted admitted)
    {
        var name = Value(request, "flow");
        admitted = admitted with { Flow = name };
        return flows.Find(name) is null ? NotFound($"No flow {Refusal.Quote(name)}; there are: {flows.KnownNames}.") : null;
    }

    private static string Value(HttpRequest request, string name) => request.RouteValues[name] as string ?? "";

    private static Refusal NotOurs() => NotFound("Nothing answers at this address; use the callback URL exactly as it was given.");

    private static Refusal NotFound(string detail) => new(StatusCodes.Status404NotFound, "Not found", detail);

    private static Refusal WrongMethod(string method) =>
        new(StatusCodes.Status405MethodNotAllowed, "Wrong method", $"{Refusal.Quote(method)} is not taken here; send POST with a JSON body, or GET with a query.")
        {
            Header = ("Allow", "GET, POST"),
        };

    private static Refusal Unauthorized() =>
        new(StatusCodes.Status401Unauthorized, "Unauthorized", "Send the configured user and password as HTTP basic, for example within the callback URL: https://user:password@host/…")
        {
            Header = ("WWW-Authenticate", "Basic realm=\"callbacks\", charset=\"UTF-8\""),
        };
}
