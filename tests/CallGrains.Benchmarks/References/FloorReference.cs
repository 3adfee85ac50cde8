using System.Text.Json;

namespace CallGrains.Benchmarks.References;

/// <summary>
/// Reference (a), the floor: bare Kestrel, which parses the callback with a generated parser and answers 200. Nothing
/// is kept.
/// </summary>
internal static class FloorReference
{
    public static async Task<int> RunAsync(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        app.Run(AnswerAsync);
        await app.RunAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (HttpMethods.IsPost(context.Request.Method))
        {
            var body = await JsonSerializer.DeserializeAsync(context.Request.BodyReader, CallbackJson.Default.CallbackBody);
            context.Response.StatusCode = body?.CallId is null ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        }

        context.Response.ContentLength = 0;
    }
}
