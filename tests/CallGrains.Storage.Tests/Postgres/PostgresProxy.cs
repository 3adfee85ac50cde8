using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CallGrains.Storage.Tests;

/// <summary>Stands between a journal and its server, and cuts the line where the test wants it.</summary>
public sealed class PostgresProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly int _serverPort;
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource _open = new();
    private volatile Cut _next;

    public PostgresProxy(int serverPort)
    {
        _serverPort = serverPort;
        _open.SetResult();
        _listener.Start();
        _ = AcceptAsync();
    }

    public enum Cut
    {
        Nowhere,
        BeforeTheRequest,
        BeforeTheAnswer,
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Completes when the line was cut.</summary>
    public Task IsCut => _cut.Task;

    /// <summary>Cuts the line at the next chance, and lets nobody in until <see cref="Open"/>.</summary>
    public void CutOnce(Cut where)
    {
        _open = new TaskCompletionSource();
        _next = where;
    }

    public void Open() => _open.SetResult();

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = RelayAsync(await _listener.AcceptSocketAsync());
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }

    private async Task RelayAsync(Socket client)
    {
        _sockets.Add(client);
        await _open.Task;
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(server);
        await server.ConnectAsync(IPAddress.Loopback, _serverPort);
        await Task.WhenAny(PumpAsync(client, server, Cut.BeforeTheRequest), PumpAsync(server, client, Cut.BeforeTheAnswer));
        client.Dispose();
        server.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, Cut cut)
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var length && !IsToBeCut(cut))
            {
                await to.SendAsync(buffer.AsMemory(0, length));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The other side has gone.
        }
    }

    private bool IsToBeCut(Cut cut)
    {
        if (_next != cut)
        {
            return false;
        }

        _next = Cut.Nowhere;
        _cut.SetResult();
        return true;
    }
}
