using System.Net;
using System.Net.Sockets;

namespace CallGrains.Benchmarks.Load;

/// <summary>A connection to the server under test: one callback at a time.</summary>
internal sealed class CallbackLine : Wire
{
    private readonly LoadRun _run;

    private CallbackLine(Socket socket, LoadRun run, Lock gate) : base(socket, gate) => _run = run;

    /// <summary>The call whose callback is under way.</summary>
    public LoadCall? Call { get; private set; }

    public static CallbackLine Open(Uri target, LoadRun run, Lock gate)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(new IPEndPoint(IPAddress.Loopback, target.Port));
        var line = new CallbackLine(socket, run, gate);
        line.Start();
        return line;
    }

    public void Send(LoadCall call, CallbackText text)
    {
        Call = call;
        Send(text.Write(call));
    }

    protected override int Take(ReadOnlySpan<byte> bytes)
    {
        if (Http.TryTake(bytes, out var summary, out var body, out var length) && Call is { } call)
        {
            Call = null;
            var status = Http.Status(summary);
            _run.Answered(this, call, status is >= 200 and < 300 ? null : $"{status} {System.Text.Encoding.UTF8.GetString(body)}");
        }

        return length;
    }

    protected override void Closed()
    {
        if (Call is { } call)
        {
            Call = null;
            _run.Answered(null, call, "the connection was closed");
        }
    }
}
