using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// Keeps idle connections from shutting callbacks out: at the limit (<see cref="ConnectionLimit"/>) a new connection
/// takes the place of the one that has been without a request for longest. Only where all have requests under way, a
/// new one is refused. Safe for many threads.
/// </summary>
internal sealed partial class IdleConnections(TimeProvider time, ILogger<IdleConnections> logger)
{
    private static readonly TimeSpan LogsEvery = TimeSpan.FromMinutes(1), ClosesWithin = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly LinkedList<Taken> _idle = [];
    private long _count;
    private long? _loggedAt;

    /// <summary>The most connections; any number by default.</summary>
    public long Most { get; set; } = long.MaxValue;

    /// <summary>Adds it to a host.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<IdleConnections>();
        services.AddOptions<KestrelServerOptions>().Configure<IdleConnections>(ConnectionLimit.Apply);
        services.AddSingleton<IStartupFilter, RequestFilter>();
        if (services.LastOrDefault(s => s.ServiceType == typeof(IConnectionListenerFactory) && s.ImplementationType == typeof(SocketTransportFactory)) is { } sockets)
        {
            services.Remove(sockets);
            services.AddSingleton<IConnectionListenerFactory>(p => new WatchedListenerFactory(ActivatorUtilities.CreateInstance<SocketTransportFactory>(p), p.GetRequiredService<IdleConnections>()));
        }
    }

    /// <summary>A connection has come: it is idle until its first request.</summary>
    public async ValueTask TakeAsync(ConnectionContext connection)
    {
        var taken = new Taken(connection);
        Taken? longest = null;
        lock (_gate)
        {
            if (++_count > Most && _idle.First is { } first)
            {
                longest = first.Value;
                _idle.Remove(first);
            }

            _idle.AddLast(taken.Place);
        }

        connection.Items[typeof(Taken)] = taken;
        connection.ConnectionClosed.UnsafeRegister(_ => Forget(taken), null);
        if (longest is not null)
        {
            LogFullNowAndThen();
            longest.Connection.Abort(new ConnectionAbortedException("Its place was needed: it was the one idle for longest."));

            // The next is not accepted before: closing takes a moment, and descriptors must not run out meanwhile.
            await longest.Closed.Task.WaitAsync(ClosesWithin, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Begin(Taken taken)
    {
        lock (_gate)
        {
            if (taken.Requests++ == 0 && taken.Place.List is not null)
            {
                _idle.Remove(taken.Place);
            }
        }
    }

    private void End(Taken taken)
    {
        lock (_gate)
        {
            if (--taken.Requests == 0 && !taken.IsClosed)
            {
                _idle.AddLast(taken.Place);
            }
        }
    }

    private void Forget(Taken taken)
    {
        lock (_gate)
        {
            if (!taken.IsClosed)
            {
                taken.IsClosed = true;
                taken.Closed.SetResult();
                _count--;
            }

            if (taken.Place.List is not null)
            {
                _idle.Remove(taken.Place);
            }
        }
    }

    private void LogFullNowAndThen()
    {
        lock (_gate)
        {
            if (_loggedAt is { } at && time.GetElapsedTime(at) < LogsEvery)
            {
                return;
            }

            _loggedAt = time.GetTimestamp();
        }

        LogFull(Most);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "All {Count} connections are taken: those that are idle for longest make room for new ones. The limit follows from that of open files (ulimit -n); KestrelServerOptions.Limits.MaxConcurrentConnections sets another.")]
    private partial void LogFull(long count);

    /// <summary>A connection, and whether it has requests under way.</summary>
    private sealed class Taken
    {
        public Taken(ConnectionContext connection) => (Connection, Place) = (connection, new LinkedListNode<Taken>(this));

        public ConnectionContext Connection { get; }

        public LinkedListNode<Taken> Place { get; }

        public int Requests { get; set; }

        public bool IsClosed { get; set; }

        public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Before everything else of a request.</summary>
    private sealed class RequestFilter(IdleConnections connections) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(inner => context => context.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(typeof(Taken), out var found) == true && found is Taken taken
                ? RunAsync(inner, context, taken)
                : inner(context));
            next(app);
        };

        private async Task RunAsync(RequestDelegate inner, HttpContext context, Taken taken)
        {
            connections.Begin(taken);
            try
            {
                await inner(context);
            }
            finally
            {
                connections.End(taken);
            }
        }
    }
}
