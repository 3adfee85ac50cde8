using CallGrains.Bandwidth;
using CallGrains.Samples;
using CallGrains.AspNetCore.Hosting;
using Microsoft.Extensions.Options;

namespace CallGrains.Host.Composition;

/// <summary>Puts the parts together and runs them.</summary>
internal static class HostApplication
{
    public static async Task<int> RunAsync(Dictionary<string, string?> commandLine, CancellationToken stop)
    {
        try
        {
            await using var app = Build(commandLine);
            await app.StartAsync(stop);
            await ServeAsync(app, stop);
            return 0;
        }
        catch (Exception e) when (e is OptionsValidationException or AggregateException { InnerException: OptionsValidationException })
        {
            var faults = (e is AggregateException all ? all.InnerExceptions : [e]).OfType<OptionsValidationException>().SelectMany(o => o.Failures);
            await Console.Error.WriteLineAsync("CallGrains cannot start with these settings:\n  " + string.Join("\n  ", faults));
        }
        catch (Exception e) when (e is IOException or JournalUnavailableException or JournalFormatException or ArgumentException)
        {
            await Console.Error.WriteLineAsync("CallGrains cannot start: " + e.Message);
        }

        return 1;
    }

    private static WebApplication Build(Dictionary<string, string?> commandLine)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(commandLine);
        var settings = builder.Configuration.GetSection(HostSettings.SectionName).Get<HostSettings>() ?? new HostSettings();
        builder.Logging.AddSimpleConsole(o => { o.SingleLine = true; o.TimestampFormat = "HH:mm:ss.fff "; });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.Hosting", LogLevel.Warning);
        // It would make an activity and a log scope a request, for lines that are not written; failures are logged by others.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // A refused start is told below, in words for people; the framework would print a stack trace above them.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.AddCallGrainsHost();
        GrainHosting.Use(builder, settings);
        AddFlows(builder.Services, settings);

        var app = builder.Build();
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.MapCallGrainsHost();
        return app;
    }

    private static void AddFlows(IServiceCollection services, HostSettings settings)
    {
        services.AddSingleton<IDirectory, SampleDirectory>();
        AddSample<FrontDesk>(services, "front-desk", "+15550100");
        AddSample<Survey>(services, "survey", "+15550101");
        AddSample<Voicemail>(services, "voicemail", "+15550103");
        AddSample<Reminder>(services, "reminder", "+15550104");
        AddSample<AutoReply>(services, "auto-reply", "+15550105");
        AddSample<ConferenceDoor>(services, "conference", "+15550102");
        services.AddSingleton<IPinBook, SamplePins>().AddFlow<Meeting>();
        FlowAssemblies.Add(services, settings.FlowAssemblies);
    }

    /// <summary>The configuration may bind the number to another flow.</summary>
    private static void AddSample<TFlow>(IServiceCollection services, string name, string number)
        where TFlow : class => services.AddFlow<TFlow>().Configure<FlowOptions>(o => o.Numbers.TryAdd(number, name));

    private static async Task ServeAsync(WebApplication app, CancellationToken stop)
    {
        Console.WriteLine(Greeting(app, new Uri(app.Urls.First())));
        await app.WaitForShutdownAsync(stop);
        Console.WriteLine("Host stopped.");
    }

    private static string Greeting(WebApplication app, Uri url)
    {
        var settings = app.Services.GetRequiredService<IOptions<HostSettings>>().Value;
        return $"""
            CallGrains  {url.GetLeftPart(UriPartial.Authority)}   ({GrainHosting.Describe(settings)})
              carrier   {app.Services.GetRequiredService<IOptions<BandwidthOptions>>().Value.BaseUrl}
              callbacks {settings.PublicUrl ?? url}callbacks/bandwidth
              journal   {settings.JournalPlace}
              flows     {app.Services.GetRequiredService<FlowRegistry>().KnownNames}
              control   {(settings.TakesCallbacks ? $"{url.GetLeftPart(UriPartial.Authority)}/api/calls   (described at /openapi/v1.json)" : "at an ingress; here are /healthz and /readyz")}
            """;
    }
}
