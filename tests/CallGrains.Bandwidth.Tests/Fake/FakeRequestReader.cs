using System.Net.Sockets;
using System.Text;

namespace CallGrains.Bandwidth.Tests;

/// <summary>One request, whole.</summary>
internal sealed record FakeRequest(string Method, string Target, string Version, IReadOnlyDictionary<string, string> Headers, string Body, int Connection)
{
    public string Path => Target.Split('?')[0];

    public override string ToString() => $"{Method} {Target}";
}

/// <summary>Reads requests off one connection.</summary>
internal sealed class FakeRequestReader(Socket socket, int connection)
{
    private readonly List<byte> _buffer = [];
    private readonly byte[] _chunk = new byte[16 * 1024];

    /// <summary>The next request; null when the client has closed.</summary>
    public async Task<FakeRequest?> ReadAsync(CancellationToken stop)
    {
        int end;
        while ((end = Encoding.Latin1.GetString([.. _buffer]).IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            if (!await FillAsync(stop))
            {
                return null;
            }
        }

        var lines = Encoding.Latin1.GetString([.. _buffer[..end]]).Split("\r\n");
        var headers = lines[1..].Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var length = headers.TryGetValue("Content-Length", out var text) ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 0;
        while (_buffer.Count < end + 4 + length)
        {
            if (!await FillAsync(stop))
            {
                return null;
            }
        }

        var first = lines[0].Split(' ');
        var body = Encoding.UTF8.GetString([.. _buffer[(end + 4)..(end + 4 + length)]]);
        _buffer.RemoveRange(0, end + 4 + length);
        return new FakeRequest(first[0], first[1], first[2], headers, body, connection);
    }

    private async Task<bool> FillAsync(CancellationToken stop)
    {
        var read = await socket.ReceiveAsync(_chunk, stop);
        _buffer.AddRange(_chunk.AsSpan(0, read));
        return read > 0;
    }
}
