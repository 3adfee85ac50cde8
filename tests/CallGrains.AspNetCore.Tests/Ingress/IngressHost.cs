using CallGrains.Bandwidth;
using CallGrains.Flows;
using CallGrains.AspNetCore.Http.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Ingress.Tests;

/// <summary>The ingress on a real socket, with a fake router behind it.</summary>
internal sealed class IngressHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private IngressHost(WebApplication app, FakeRouter router, LogCapture log)
    {
        _app = app;
        Router = router;
        Log = log;
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient { BaseAddress = Address };
    }

    public FakeRouter Router { get; }

    public LogCapture Log { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static CapabilityTokens Tokens { get; } = new([.. Enumerable.Repeat((byte)7, 32)]);

    /// <param name="configure">The ingress's options.</param>
    /// <param name="around">What runs around each request; it gets the rest of the pipeline.</param>
    /// <param name="beside">A second carrier; null for none.</param>
    /// <param name="environment">The environment.</param>
    public static async Task<IngressHost> StartAsync(Action<IngressOptions>? configure = null, Func<HttpContext, RequestDelegate, Task>? around = null, ICallbackProtocol? beside = null, string environment = "Development")
    {
        var router = new FakeRouter();
        var log = new LogCapture();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.Services
            .AddSingleton<ICallRouter>(router)
            .AddSingleton<ICallbackProtocol, BandwidthCallbacks>()
            .AddSingleton(Tokens)
            .AddSingleton(new FlowRegistry(Options.Create(new FlowOptions { Types = { typeof(Greeting) } })))
            .AddCallGrainsIngress(configure);
        if (beside is not null)
        {
            builder.Services.AddSingleton(beside);
        }

        var app = builder.Build();
        if (around is not null)
        {
            app.Use(next => context => around(context, next));
        }

        app.MapCallGrainsIngress();
        await app.StartAsync();
        return new IngressHost(app, router, log);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

[Flow("greeting")]
internal sealed class Greeting : CallScript
{
    protected override Task RunAsync(CallContext call) => Task.CompletedTask;
}
