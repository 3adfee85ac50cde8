using CallGrains.Flows;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Applications.Tests;

/// <summary>
/// An application of a user in this process, on a free port, with a folder of its own and a carrier that does not
/// answer.
/// </summary>
internal sealed class Application : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;

    private Application(WebApplication app, DirectoryInfo folder) => (_app, _folder) = (app, folder);

    public IServiceProvider Services => _app.Services;

    public Uri Url => new(_app.Urls.First());

    public HttpClient Client => new() { BaseAddress = Url };

    /// <param name="settings">Settings as on a command line, such as <c>CallGrains:PathPrefix=/voice</c>.</param>
    /// <param name="services">What the application adds before the host.</param>
    /// <param name="folder">The data folder, removed at the end; null for a new one.</param>
    public static async Task<Application> StartAsync(string[]? settings = null, Action<IServiceCollection>? services = null, DirectoryInfo? folder = null)
    {
        folder ??= Directory.CreateTempSubdirectory("callgrains-application-");
        var app = Build(["CallGrains:Port=0", .. settings ?? [], $"CallGrains:Data={folder.FullName}"], services);
        await app.StartAsync();
        return new Application(app, folder);
    }

    /// <summary>An application that is not started; refused settings refuse it here.</summary>
    public static WebApplication Build(string[] settings, Action<IServiceCollection>? services = null, string environment = "Development")
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = environment,
            Args = [.. new[] { "Bandwidth:BaseUrl=http://127.0.0.1:9", "CallGrains:Provision=false" }.Concat(settings).Select(s => "--" + s)],
        });
        services?.Invoke(builder.Services);
        builder.AddCallGrainsHost();
        builder.Services.AddCallGrains();
        builder.Services.AddFlow<Waiting>();
        var app = builder.Build();
        app.MapCallGrainsHost();
        return app;
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_folder.Exists)
        {
            _folder.Delete(recursive: true);
        }
    }
}

[Flow("waiting")]
internal sealed class Waiting : CallScript
{
    protected override Task RunAsync(CallContext call) => call.AnswerAsync();
}
