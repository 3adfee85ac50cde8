using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CallGrains.Ingress.Tests;

/// <summary>A client that sends any bytes at all, and can vanish.</summary>
internal sealed class RawSocket : IDisposable
{
    private readonly TcpClient _client = new();

    private RawSocket()
    {
    }

    public bool HasAnswer => _client.Available > 0;

    public static async Task<RawSocket> ConnectAsync(Uri address)
    {
        var socket = new RawSocket();
        await socket._client.ConnectAsync(IPAddress.Loopback, address.Port);
        return socket;
    }

    public static byte[] Post(string path, string body, string headers = "") =>
        Encoding.UTF8.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => _client.GetStream().WriteAsync(bytes);

    /// <summary>Says that no more will be sent, and waits for the last byte of the answer.</summary>
    public async Task<string> FinishAsync()
    {
        _client.Client.Shutdown(SocketShutdown.Send);
        using var all = new MemoryStream();
        try
        {
            await _client.GetStream().CopyToAsync(all);
        }
        catch (IOException)
        {
            // The server may reset a connection on which it has refused to read further; what it said before counts.
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    /// <summary>Reads the head of one answer.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await _client.GetStream().ReadAsync(one) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    /// <summary>Breaks the connection without a goodbye.</summary>
    public void Reset()
    {
        _client.LingerState = new LingerOption(true, 0);
        _client.Dispose();
    }

    public void Dispose() => _client.Dispose();
}
