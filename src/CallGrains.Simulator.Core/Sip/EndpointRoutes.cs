using System.Text.Json.Nodes;
using CallGrains.Simulator.Applications;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Sip;

/// <summary><c>/domains/{id}/endpoints</c>: create, list, read, change, delete, and tokens for their clients.</summary>
internal sealed class EndpointRoutes(Ids ids, SipRegistry book, ApplicationStore applications)
{
    private const string Endpoints = "/domains/{domainId}/endpoints";
    private const int ShortestPassword = 6;
    private const int DefaultTokenSeconds = 86_400;

    public void Map(RouteTable user, RestGate gate)
    {
        user.MapPost(Endpoints, gate.Carrier(Create));
        user.MapGet(Endpoints, gate.Carrier(request => Paging.Page(request, Domain(request).Endpoints.Values, Render)));
        user.MapGet($"{Endpoints}/{{endpointId}}", gate.Carrier(request => ApiReply.Json(Render(Find(request)))));
        user.MapPost($"{Endpoints}/{{endpointId}}", gate.Carrier(Update));
        user.MapDelete($"{Endpoints}/{{endpointId}}", gate.Carrier(Delete));
        user.MapPost($"{Endpoints}/{{endpointId}}/tokens", gate.Carrier(CreateToken));
    }

    private ApiReply Create(ApiRequest request)
    {
        var domain = Domain(request);
        var name = request.Body.Required("name", "endpoint");
        if (name.Contains('@', StringComparison.Ordinal) || name.Any(char.IsWhiteSpace))
        {
            throw ApiError.Invalid($"'name' is '{name}'; send the user part of a SIP address, without host and spaces.");
        }

        if (domain.Endpoints.Values.Any(endpoint => endpoint.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw ApiError.Invalid($"The domain {domain.Name} has an endpoint '{name}' already; choose another name.");
        }

        if (request.Body.Inner("credentials") is null)
        {
            throw ApiError.BadRequest("missing-property", "The 'endpoint' resource property 'credentials' is required but was not specified.");
        }

        var made = Read(request.Body, new SipEndpoint("", name, domain)) with { Id = ids.Next("re") };
        domain.Endpoints[made.Id] = made;
        return ApiReply.Created($"{request.Urls.Domain(domain.Id)}/endpoints/{made.Id}");
    }

    private ApiReply Update(ApiRequest request)
    {
        var endpoint = Find(request);
        endpoint.Domain.Endpoints[endpoint.Id] = Read(request.Body, endpoint);
        return ApiReply.Ok;
    }

    private ApiReply Delete(ApiRequest request)
    {
        var endpoint = Find(request);
        endpoint.Domain.Endpoints.Remove(endpoint.Id);
        return ApiReply.Ok;
    }

    private ApiReply CreateToken(ApiRequest request)
    {
        Find(request);
        var seconds = request.Body.Whole("expires", 1, int.MaxValue) ?? DefaultTokenSeconds;
        return new ApiReply(201, Json.Object(("token", ids.Next("token")), ("expires", seconds)));
    }

    /// <summary>What the request leaves out stays as it was; the name cannot change.</summary>
    private SipEndpoint Read(Fields body, SipEndpoint before)
    {
        if (body.Inner("credentials") is { } credentials && credentials.Required("password", "credentials") is var password
            && (password.Length < ShortestPassword || password.Any(letter => letter > 'ÿ')))
        {
            throw ApiError.Invalid($"'credentials.password' is too short or not Latin-1; send at least {ShortestPassword} characters.");
        }

        var application = body.Text("applicationId");
        if (application is { Length: > 0 } && applications.Find(application) is null)
        {
            throw ApiError.NotFound("application-not-found", $"The application {application} does not exist; create it first, or send \"\" to unlink the endpoint.", ("applicationId", application));
        }

        return before with
        {
            Description = body.Text("description") ?? before.Description,
            ApplicationId = application is null ? before.ApplicationId : application.Length == 0 ? null : application,
            IsEnabled = body.Flag("enabled") ?? before.IsEnabled,
        };
    }

    private SipDomain Domain(ApiRequest request) => book.Find(request.Route("domainId"))
        ?? throw ApiError.NotFound("resource-not-found", $"The domain {request.Route("domainId")} does not exist.", ("domainId", request.Route("domainId")));

    private SipEndpoint Find(ApiRequest request) => Domain(request).Endpoints.GetValueOrDefault(request.Route("endpointId"))
        ?? throw ApiError.NotFound("resource-not-found", $"The endpoint {request.Route("endpointId")} does not exist.", ("endpointId", request.Route("endpointId")));

    private static JsonObject Render(SipEndpoint endpoint) => Json.Object(
        ("id", endpoint.Id), ("name", endpoint.Name), ("description", endpoint.Description), ("domainId", endpoint.Domain.Id),
        ("applicationId", endpoint.ApplicationId), ("enabled", endpoint.IsEnabled), ("sipUri", endpoint.Uri),
        ("credentials", Json.Object(("realm", endpoint.Domain.Realm), ("username", endpoint.Name))));
}
