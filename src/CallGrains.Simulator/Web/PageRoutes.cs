using CallGrains.Web;

namespace CallGrains.Simulator.Web;

/// <summary><c>/</c>, the web phone, and <c>/web/{file}</c>, what it is made of.</summary>
internal sealed class PageRoutes
{
    // Pictures of messages may come from anywhere; everything else comes from here.
    private const string Policy = "default-src 'self'; img-src 'self' data: http: https:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    private readonly EmbeddedPage _page = new(typeof(PageRoutes).Assembly, "web/", Policy);

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/", (RequestDelegate)(http => _page.Serve(http, "index.html").ExecuteAsync(http)));
        app.MapGet("/web/{name}", (RequestDelegate)(http => _page.Serve(http, (string)http.GetRouteValue("name")!).ExecuteAsync(http)));
    }
}
