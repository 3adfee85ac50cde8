using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>Turns what refuses a start into sentences.</summary>
internal static class StartGuard
{
    private const int Wrong = 2;

    /// <summary>Checks all options, opens the journal, and does what needs both.</summary>
    /// <exception cref="StartRefusedException">Options are wrong, or the journal cannot be opened.</exception>
    public static void Run(IServiceProvider services, Action work)
    {
        try
        {
            services.GetService<IStartupValidator>()?.Validate();

            // Connecting holds a thread, and so would every request that waited for it, until none were left to end the
            // wait: so it comes before the first of them.
            services.GetRequiredService<IJournal>();

            // Whether the flows can be made, and have a key for their secrets where they have some.
            services.GetService<FlowRegistry>();
            work();
        }
        catch (Exception e) when (e is OptionsValidationException or AggregateException { InnerException: OptionsValidationException })
        {
            var faults = (e is AggregateException all ? all.InnerExceptions : [e]).OfType<OptionsValidationException>().SelectMany(o => o.Failures).Distinct();
            throw new StartRefusedException("CallGrains cannot start with these settings:\n  " + string.Join("\n  ", faults), e) { ExitCode = Wrong };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JournalUnavailableException or JournalFormatException or ArgumentException)
        {
            throw new StartRefusedException("CallGrains cannot start: " + e.Message, e) { ExitCode = e is ArgumentException ? Wrong : 1 };
        }
    }

    /// <summary>Makes a server that cannot listen say so in a sentence.</summary>
    public static void Watch(IServiceCollection services)
    {
        // Any other server, such as the one of tests, is known by its type to those who brought it.
        if (services.LastOrDefault(s => s.ServiceType == typeof(IServer)) is { ImplementationType: { } type } server && type.Name.StartsWith("Kestrel", StringComparison.Ordinal))
        {
            services.Remove(server);
            services.AddSingleton<IServer>(p => new WatchedServer(p.GetRequiredService<ILoggerFactory>(), (IServer)ActivatorUtilities.CreateInstance(p, type)));
        }
    }

    private sealed class WatchedServer(ILoggerFactory logs, IServer server) : IServer
    {
        private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";

        public IFeatureCollection Features => server.Features;

        private string Addresses => server.Features.Get<IServerAddressesFeature>()?.Addresses is { Count: > 0 } addresses ? string.Join(", ", addresses) : "Kestrel:Endpoints";

        public async Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull
        {
            try
            {
                await server.StartAsync(application, cancellationToken);
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                throw Refused($"it cannot listen where it is told to ({e.Message.ReplaceLineEndings(" ")}). Write addresses such as http://127.0.0.1:8080 (--urls, ASPNETCORE_URLS).", e, Wrong);
            }
            catch (SocketException e)
            {
                throw Refused($"it cannot listen at {Addresses} ({e.Message}). Write an address and a port that this process may use (--urls, ASPNETCORE_URLS).", e, 1);
            }
            catch (IOException e) when (e.InnerException is AddressInUseException)
            {
                throw Refused($"{e.Message} Stop what uses it, or choose another port (CallGrains:Port, --urls, ASPNETCORE_URLS).", e, 1);
            }
        }

        public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

        public void Dispose() => server.Dispose();

        private StartRefusedException Refused(string why, Exception e, int code) => new("CallGrains cannot start: " + why, e)
        {
            ExitCode = code,
            IsLogged = logs.CreateLogger(HostCategory).IsEnabled(LogLevel.Error),
        };
    }
}
