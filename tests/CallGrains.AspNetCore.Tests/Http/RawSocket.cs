using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CallGrains.AspNetCore.Http.Tests;

/// <summary>A client that sends any bytes at all, and can vanish.</summary>
internal sealed class RawSocket : IDisposable
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private RawSocket(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
    }

    public bool HasAnswer => _client.Available > 0;

    public static async Task<RawSocket> ConnectAsync(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port);
        return new RawSocket(client);
    }

    public static byte[] Post(string path, string body, string headers = "") =>
        Encoding.UTF8.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes);

    /// <summary>Waits for the last byte of the answer.</summary>
    /// <param name="sayGoodbye">Whether to tell the server that no more will come, where it would wait for
    /// more.</param>
    public async Task<string> FinishAsync(bool sayGoodbye)
    {
        using var all = new MemoryStream();
        try
        {
            if (sayGoodbye)
            {
                _client.Client.Shutdown(SocketShutdown.Send);
            }

            await _stream.CopyToAsync(all);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The server may reset a connection on which it has refused to read further; what it said before counts.
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    /// <summary>Reads the summary of one answer.</summary>
    public async Task<string> ReadSummaryAsync()
    {
        var summary = new StringBuilder();
        var one = new byte[1];
        while (!summary.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await _stream.ReadAsync(one) == 1)
        {
            summary.Append((char)one[0]);
        }

        return summary.ToString();
    }

    /// <summary>Breaks the connection without a goodbye.</summary>
    public void Reset()
    {
        _client.LingerState = new LingerOption(true, 0);
        _client.Dispose();
    }

    public void Dispose() => _client.Dispose();
}
