using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using CallGrains.AspNetCore.Operations;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>Adds what tells others of calls.</summary>
internal static class EventServices
{
    /// <summary>
    /// The receivers everywhere, since the control API shows them; deliveries only where grains are. Nothing of it runs
    /// where nobody is to be told.
    /// </summary>
    public static void Add(IServiceCollection services, HostSettings settings)
    {
        services.AddMetrics();
        services.TryAddSingleton<CallFeed>();
        services.TryAddSingleton<FeedMetrics>();
        services.TryAddSingleton<FeedDelivery>();
        if (settings.Events.Receivers.Count > 0)
        {
            services.TryAddSingleton(_ => new WebhookClient(WebhookReceiver.CreateClient()));
        }

        foreach (var (name, receiver) in settings.Events.Receivers)
        {
            services.AddSingleton<IFeedReceiver>(p => new WebhookReceiver(name, receiver, p.GetRequiredService<WebhookClient>().Http, p.GetRequiredService<TimeProvider>()));
        }

        if (settings.Role != HostRoles.Ingress)
        {
            services.AddHostedService(p => p.GetRequiredService<FeedDelivery>());
            services.AddHealthChecks().AddCheck<EventsCheck>("events", tags: [ReadyCheck.Tag]);
        }
    }
}

/// <summary>The client of webhooks: the application's own handlers for HTTP clients are none of it.</summary>
internal sealed record WebhookClient(HttpClient Http) : IDisposable
{
    public void Dispose() => Http.Dispose();
}
