using System.Text.Json.Nodes;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Sip;

/// <summary><c>/domains</c>: create, list, delete.</summary>
internal sealed class DomainRoutes(Ids ids, SipRegistry book)
{
    private const int MaxLabel = 63;

    public void Map(RouteTable user, RestGate gate)
    {
        user.MapGet("/domains", gate.Carrier(request => Paging.Page(request, book.Domains, domain => Render(domain, request.Urls))));
        user.MapPost("/domains", gate.Carrier(Create));
        user.MapDelete("/domains/{domainId}", gate.Carrier(Delete));
    }

    private ApiReply Create(ApiRequest request)
    {
        var name = request.Body.Required("name", "domain");
        if (name.Length > MaxLabel || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') || name[0] == '-' || name[^1] == '-')
        {
            throw ApiError.Invalid($"'name' is '{name}'; send a DNS label: letters, digits and hyphens, at most {MaxLabel}.");
        }

        if (book.Domains.Any(domain => domain.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw ApiError.Invalid($"The domain '{name}' exists already; choose another name.");
        }

        if (book.Count >= SipRegistry.MaxDomains)
        {
            throw ApiError.Invalid($"The account has {SipRegistry.MaxDomains} domains already; delete one first.");
        }

        var made = new SipDomain(ids.Next("rd"), name, request.Body.Text("description"));
        book.Add(made);
        return ApiReply.Created(request.Urls.Domain(made.Id));
    }

    private ApiReply Delete(ApiRequest request) => book.Remove(request.Route("domainId")) ? ApiReply.Ok
        : throw ApiError.NotFound("resource-not-found", $"The domain {request.Route("domainId")} does not exist.", ("domainId", request.Route("domainId")));

    private static JsonObject Render(SipDomain domain, Urls urls) => Json.Object(
        ("id", domain.Id), ("name", domain.Name), ("description", domain.Description), ("endpoints", $"{urls.Domain(domain.Id)}/endpoints"));
}
