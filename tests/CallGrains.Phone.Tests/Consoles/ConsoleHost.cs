using CallGrains.Flows.Runtime;
using CallGrains.Journals;
using CallGrains.Samples;

namespace CallGrains.Phone.Tests.Consoles;

/// <summary>A host in this process with a journal on disk; stopped and started again it is the same host.</summary>
internal sealed class ConsoleHost : IAsyncDisposable
{
    public const string Door = "+15550150";
    public const string Club = "+15550151";
    public const string Key = "0123456789abcdef-ops";
    private readonly WebApplication _app;

    private ConsoleHost(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    public static async Task<ConsoleHost> StartAsync(Uri simulator, string data, bool hasKey = false, int port = 0)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Bandwidth:BaseUrl"] = simulator.ToString(),
            ["CallGrains:Port"] = $"{port}",
            ["CallGrains:Data"] = data,
            ["CallGrains:Operations:NamedKeys:ops"] = hasKey ? Key : null,
            [$"CallGrains:Flows:Numbers:{Door}"] = "door",
            [$"CallGrains:Flows:Numbers:{Club}"] = "club",
            ["CallGrains:Flows:Numbers:+15550105"] = "auto-reply",
        }.Where(s => s.Value is not null));
        builder.Configuration["CallGrains:Grains:KeepRequests"] = "All";
        builder.Logging.ClearProviders();
        builder.AddCallGrainsHost();
        builder.Services.AddCallGrains();
        builder.Services.AddSingleton<IFeedReceiver, Closed>();
        builder.Services.AddFlow<Door>().AddFlow<Club>().AddFlow<Meeting>().AddFlow<AutoReply>();
        var app = builder.Build();
        app.MapCallGrainsHost();
        await app.StartAsync();
        return new ConsoleHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>Takes the end of calls only, and of those none: the first time.</summary>
internal sealed class Closed : IFeedReceiver
{
    private int _refused;

    public string Name => "crm";

    public bool Wants(string type) => type == "call.ended";

    public Task<FeedAnswer> DeliverAsync(FeedItem item, CancellationToken cancellationToken) =>
        Task.FromResult(Interlocked.Exchange(ref _refused, 1) == 0 ? new FeedAnswer("The receiver answered 410 Gone.", IsFinal: true) : FeedAnswer.Taken);
}
