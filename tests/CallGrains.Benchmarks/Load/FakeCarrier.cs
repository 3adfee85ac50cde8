using System.Net;
using System.Net.Sockets;

namespace CallGrains.Benchmarks.Load;

/// <summary>
/// The carrier's REST API, as lean as can be: it takes every command, tells the run that it has come, and answers what
/// the watchdog asks: all calls are live.
/// </summary>
internal sealed class FakeCarrier : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Lock _gate;

    public FakeCarrier(Lock gate)
    {
        _gate = gate;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1024);
        _ = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/");

    /// <summary>Who is told of commands; null while no run is under way.</summary>
    public LoadRun? Run { get; set; }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            new CarrierLine(await _listener.AcceptAsync(), this, _gate).Start();
        }
    }
}

/// <summary>A connection of the host to its carrier.</summary>
internal sealed class CarrierLine(Socket socket, FakeCarrier carrier, Lock gate) : Wire(socket, gate)
{
    private const string Users = "/v1/users/u-simulator/";
    private static readonly string Live = $$"""{"id":"ID","direction":"in","from":"+15550123","to":"+15550100","state":"active","startTime":"{{CarrierTime.Text(TimeSpan.Zero)}}","activeTime":"{{CarrierTime.Text(TimeSpan.Zero)}}"}""";
    private static readonly string Log = $$"""[{"id":"ce-1","time":"{{CarrierTime.Text(TimeSpan.Zero)}}","name":"create"},{"id":"ce-2","time":"{{CarrierTime.Text(TimeSpan.FromSeconds(1))}}","name":"answer"}]""";
    private static readonly byte[] Empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    protected override int Take(ReadOnlySpan<byte> bytes)
    {
        if (Http.TryTake(bytes, out var summary, out var body, out var length))
        {
            var (isPost, path) = Http.Request(summary);
            if (isPost)
            {
                TakeCommand(path, body);
            }
            else
            {
                Answer(path);
            }
        }

        return length;
    }

    /// <summary>Answers before the run hears of it: what follows from a command comes after its answer.</summary>
    private void TakeCommand(ReadOnlySpan<char> path, ReadOnlySpan<byte> body)
    {
        var (id, command) = Classify(path, body);
        var call = carrier.Run?.Find(id);
        if (command is CommandKind.Gather or CommandKind.Transfer)
        {
            var made = command == CommandKind.Gather ? $"calls/{id}/gather/gtr-{call?.Number}" : $"calls/{call?.AgentId ?? $"{id}x"}";
            Send(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 201 Created\r\nLocation: http://127.0.0.1{Users}{made}\r\nContent-Length: 0\r\n\r\n"));
        }
        else
        {
            Send(Empty);
        }

        carrier.Run?.CommandArrived(call, command, body);
    }

    private static (string Id, CommandKind Command) Classify(ReadOnlySpan<char> path, ReadOnlySpan<byte> body)
    {
        var rest = path[(path.IndexOf("/calls/", StringComparison.Ordinal) + 7)..];
        var slash = rest.IndexOf('/');
        var what = slash < 0 ? "" : rest[(slash + 1)..];
        return ((slash < 0 ? rest : rest[..slash]).ToString(),
            what is "audio" ? CommandKind.Speak
            : what is "gather" ? CommandKind.Gather
            : what.Length > 0 ? CommandKind.Other
            : body.IndexOf("\"transferring\""u8) >= 0 ? CommandKind.Transfer
            : body.IndexOf("\"active\""u8) >= 0 ? CommandKind.Answer
            : CommandKind.Other);
    }

    private void Answer(ReadOnlySpan<char> path)
    {
        var question = path.IndexOf('?') is var at and >= 0 ? path[..at] : path;
        var json = question.EndsWith("/events") ? Log
            : question.EndsWith("/recordings") ? "[]"
            : question.Contains("/gather/", StringComparison.Ordinal) ? """{"id":"gtr","state":"created"}"""
            : Live.Replace("ID", question[(question.LastIndexOf('/') + 1)..].ToString(), StringComparison.Ordinal);
        Send(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}"));
    }
}
