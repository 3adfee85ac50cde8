using CallGrains.TestSupport.Programs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallGrains.Telnyx.Tests;

/// <summary>The exchange in memory behind a socket, and its webhooks brought to where they go; whoever is called
/// answers.</summary>
internal sealed class TelnyxServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpMessageInvoker _exchange;
    private readonly HttpClient _client = new();
    private WebApplication? _app;
    private Task _pump = Task.CompletedTask;

    public TelnyxServer() => _exchange = new HttpMessageInvoker(Exchange);

    public TelnyxExchange Exchange { get; } = new(TimeProvider.System);

    public Uri Url => new(_app!.Urls.Single());

    /// <summary>Who was called, once for each time; a command that is known again is none.</summary>
    public IReadOnlyList<string> Called => [.. Exchange.Posted.Where(p => p.Path == "calls").DistinctBy(p => (string?)p.Body["command_id"]).Select(p => (string)p.Body["to"]!)];

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync();
        _pump = PumpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pump;
        await _app!.DisposeAsync();
        _exchange.Dispose();
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var asked = context.Request;
        using var request = new HttpRequestMessage(new HttpMethod(asked.Method), new Uri($"http://telnyx{asked.Path}{asked.QueryString}"));
        request.Headers.TryAddWithoutValidation("Authorization", asked.Headers.Authorization.ToString());
        if (HttpMethods.IsPost(asked.Method))
        {
            using var reader = new StreamReader(asked.Body);
            request.Content = new StringContent(await reader.ReadToEndAsync(context.RequestAborted));
        }

        using var answer = await _exchange.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        await context.Response.WriteAsync(await answer.Content.ReadAsStringAsync(context.RequestAborted), context.RequestAborted);
    }

    private async Task PumpAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            foreach (var number in Called)
            {
                Exchange.AnswersAt(number);
            }

            while (Exchange.Sent.TryDequeue(out var webhook))
            {
                await DeliverAsync(webhook);
            }

            await Tick.NextAsync(TimeSpan.FromMilliseconds(5));
        }
    }

    private async Task DeliverAsync(SignedRequest webhook)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.To) { Content = new ByteArrayContent(webhook.Raw.ToArray()) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("telnyx-timestamp", webhook.At);
        request.Headers.Add("telnyx-signature-ed25519", webhook.Signature);
        try
        {
            using var answer = await _client.SendAsync(request, CancellationToken.None);
            Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        }
        catch (HttpRequestException)
        {
            // The host has stopped, at the test's end.
        }
    }
}
