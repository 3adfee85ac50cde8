namespace CallGrains.Simulator.Rest;

/// <summary>What a request is done with.</summary>
internal delegate Task RestHandler(RestRequest request);

/// <summary>One address; the method is null where all are taken.</summary>
internal sealed record Route(string? Method, string Pattern, RestHandler Handler);

/// <summary>All addresses and their handlers. Patterns are those of ASP.NET, without constraints.</summary>
internal sealed class RouteTable
{
    private readonly List<Route> _routes;
    private readonly string _prefix;

    public RouteTable()
        : this([], "")
    {
    }

    private RouteTable(List<Route> routes, string prefix) => (_routes, _prefix) = (routes, prefix);

    public IReadOnlyList<Route> All => _routes;

    public RouteTable MapGroup(string prefix) => new(_routes, _prefix + prefix);

    public void Map(string pattern, RestHandler handler) => Add(null, pattern, handler);

    public void MapGet(string pattern, RestHandler handler) => Add("GET", pattern, handler);

    public void MapPost(string pattern, RestHandler handler) => Add("POST", pattern, handler);

    public void MapPut(string pattern, RestHandler handler) => Add("PUT", pattern, handler);

    public void MapPatch(string pattern, RestHandler handler) => Add("PATCH", pattern, handler);

    public void MapDelete(string pattern, RestHandler handler) => Add("DELETE", pattern, handler);

    private void Add(string? method, string pattern, RestHandler handler) => _routes.Add(new Route(method, _prefix + pattern, handler));
}
