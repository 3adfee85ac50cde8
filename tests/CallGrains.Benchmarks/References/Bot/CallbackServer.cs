using System.Text.Json;

namespace CallGrains.Benchmarks.References;

/// <summary>
/// What all references have in common: Kestrel, which parses a callback with a generated parser and answers 200 when it
/// was taken. A command that fails makes it 500, and the carrier sends the callback again.
/// </summary>
internal static class CallbackServer
{
    /// <summary>Serves callbacks on a port with nothing of ASP.NET but its server.</summary>
    /// <param name="port">The port, on 127.0.0.1.</param>
    /// <param name="take">Takes a callback; the flag says that it is about the leg of an agent.</param>
    public static async Task RunAsync(int port, Func<CallbackBody, bool, Task> take)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        app.Run(context => AnswerAsync(context, take));
        await app.RunAsync();
    }

    /// <summary>Where callbacks to this port go.</summary>
    public static string Url(int port) => $"http://127.0.0.1:{port}/callbacks";

    /// <summary>Answers a request: a callback, or the bench's question whether the server is ready.</summary>
    public static async Task AnswerAsync(HttpContext context, Func<CallbackBody, bool, Task> take)
    {
        if (HttpMethods.IsPost(context.Request.Method))
        {
            var body = await JsonSerializer.DeserializeAsync(context.Request.BodyReader, CallbackJson.Default.CallbackBody);
            if (body?.CallId is null)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
            }
            else
            {
                await take(body, context.Request.Path.Value!.EndsWith(FrontDeskBot.AgentPath, StringComparison.Ordinal));
            }
        }

        context.Response.ContentLength = 0;
    }
}
