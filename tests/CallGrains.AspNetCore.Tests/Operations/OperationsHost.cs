using System.Diagnostics.Metrics;
using System.Net;
using CallGrains.AspNetCore.Http.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Operations.Tests;

/// <summary>The control API on a real socket, with a fake router and journal behind it.</summary>
internal sealed class OperationsHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OperationsHost(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient { BaseAddress = Address };
    }

    public FakeRouter Router { get; private init; } = null!;

    public FakeJournal Journal { get; private init; } = null!;

    public FakeReadiness Readiness { get; private init; } = null!;

    public IServiceProvider Services => _app.Services;

    public LogCapture Log { get; private init; } = null!;

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>Whether a meter is this host's, among those of other tests.</summary>
    public bool IsOwn(Meter meter) => meter.Scope == _app.Services.GetRequiredService<IMeterFactory>();

    /// <param name="environment">The environment.</param>
    /// <param name="keys">The API keys.</param>
    /// <param name="remote">Where requests seem to come from; null for where they come from.</param>
    /// <param name="named">Keys with names.</param>
    /// <param name="settings">Settings, which <see cref="Set"/> may change.</param>
    /// <param name="store">The journal; null for the fake one.</param>
    public static async Task<OperationsHost> StartAsync(string environment = "Development", string[]? keys = null, IPAddress? remote = null, Dictionary<string, string>? named = null, Dictionary<string, string?>? settings = null, IJournal? store = null)
    {
        var (router, journal, readiness, log) = (new FakeRouter(), new FakeJournal(), new FakeReadiness(), new LogCapture());
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.Services
            .AddSingleton<ICallRouter>(router)
            .AddSingleton(store ?? journal)
            .AddSingleton(new FlowRegistry(Options.Create(new FlowOptions { Types = { typeof(Greeting), typeof(Chat) } })))
            .AddCallGrainsOperations(o =>
            {
                Array.ForEach(keys ?? [], o.ApiKeys.Add);
                foreach (var (name, key) in named ?? [])
                {
                    o.NamedKeys.Add(name, key);
                }
            });
        readiness.AddTo(builder.Services);
        var app = builder.Build();
        if (remote is not null)
        {
            app.Use(next => context =>
            {
                context.Connection.RemoteIpAddress = remote;
                return next(context);
            });
        }

        app.MapCallGrainsOperations();
        app.MapCallGrainsConsole();
        await app.StartAsync();
        return new OperationsHost(app) { Router = router, Journal = journal, Readiness = readiness, Log = log };
    }

    /// <summary>Changes a setting while the host runs.</summary>
    public void Set(string key, string value)
    {
        var configuration = (IConfigurationRoot)_app.Configuration;
        configuration[key] = value;
        configuration.Reload();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
