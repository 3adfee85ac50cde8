using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace CallGrains.Bandwidth.Tests;

/// <summary>
/// The other side over a real socket: plays a script, misbehaves on order, and remembers each request whole.
/// </summary>
internal sealed class FakeCarrier : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<FakeAnswer> _next = new();
    private readonly ConcurrentQueue<FakeRequest> _requests = new();
    private readonly Channel<FakeRequest> _arrivals = Channel.CreateUnbounded<FakeRequest>();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;
    private int _connectionCount;

    private FakeCarrier(bool listening)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        if (listening)
        {
            _listener.Listen(512);
        }

        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");
        _accepting = listening ? AcceptAsync() : Task.CompletedTask;
    }

    public Uri Url { get; }

    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    /// <summary>Answers what the script does not; 200 without a body by default.</summary>
    public Func<FakeRequest, FakeAnswer> Otherwise { get; set; } = _ => FakeAnswer.Ok();

    public static FakeCarrier Start() => new(listening: true);

    /// <summary>Holds a port that refuses connections.</summary>
    public static FakeCarrier Refusing() => new(listening: false);

    /// <summary>Answers the next requests, one each, whatever they are.</summary>
    public FakeCarrier Then(params FakeAnswer[] answers)
    {
        foreach (var answer in answers)
        {
            _next.Enqueue(answer);
        }

        return this;
    }

    /// <summary>The next request that nobody has waited for yet, once it was read whole.</summary>
    public async Task<FakeRequest> ArrivalAsync() => await _arrivals.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                _connections.Add(ServeAsync(socket, Interlocked.Increment(ref _connectionCount)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket, int connection)
    {
        using var _ = socket;
        var reader = new FakeRequestReader(socket, connection);
        try
        {
            while (await reader.ReadAsync(_stop.Token) is { } request)
            {
                var answer = _next.TryDequeue(out var scripted) ? scripted : Otherwise(request);
                _requests.Enqueue(request);
                _arrivals.Writer.TryWrite(request);
                if (!await AnswerAsync(socket, answer))
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The client or the test is over.
        }
    }

    private async Task<bool> AnswerAsync(Socket socket, FakeAnswer answer)
    {
        await answer.After.WaitAsync(_stop.Token);
        await socket.SendAsync(Encoding.UTF8.GetBytes(answer.Text), _stop.Token);
        await answer.ThenAfter.WaitAsync(_stop.Token);
        await socket.SendAsync(Encoding.UTF8.GetBytes(answer.ThenText), _stop.Token);
        if (answer.Cut)
        {
            socket.LingerState = new LingerOption(true, 0);
        }

        return !answer.Cut;
    }
}
