using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Web;

/// <summary><c>/</c>, the web phone, and <c>/web/{file}</c>, what it is made of.</summary>
internal sealed class PageRoutes
{
    private readonly EmbeddedPage _page = new(typeof(PageRoutes).Assembly);

    public void Map(IEndpointRouteBuilder app, RestGate gate)
    {
        app.MapGet("/", (RequestDelegate)(http => _page.Serve(http, "index.html").ExecuteAsync(http)));
        app.MapGet("/web/{name}", (RequestDelegate)(http => _page.Serve(http, (string)http.GetRouteValue("name")!).ExecuteAsync(http)));
    }
}
