using System.Buffers.Text;

namespace CallGrains.Benchmarks.Load;

/// <summary>
/// As much of HTTP/1.1 as two peers need that keep their connection and name the length of every body.
/// </summary>
internal static class Http
{
    /// <summary>Takes the first whole message from what has come; false when the rest has yet to come.</summary>
    /// <param name="bytes">What has come.</param>
    /// <param name="summary">Without the empty line.</param>
    /// <param name="body">The body.</param>
    /// <param name="length">How many bytes the message has in all.</param>
    public static bool TryTake(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> summary, out ReadOnlySpan<byte> body, out int length)
    {
        summary = default;
        body = default;
        length = 0;
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        summary = bytes[..end];
        length = end + 4 + ContentLength(summary);
        if (length > bytes.Length)
        {
            return false;
        }

        body = bytes[(end + 4)..length];
        return true;
    }

    /// <summary>The status of an answer's summary.</summary>
    public static int Status(ReadOnlySpan<byte> summary) =>
        summary.StartsWith("HTTP/1.1 "u8) && Utf8Parser.TryParse(summary.Slice(9, 3), out int status, out _) ? status : 0;

    /// <summary>Method and path of a request's summary.</summary>
    public static (bool IsPost, string Path) Request(ReadOnlySpan<byte> summary)
    {
        var isPost = summary.StartsWith("POST "u8);
        var target = summary[(summary.IndexOf((byte)' ') + 1)..];
        return (isPost, System.Text.Encoding.ASCII.GetString(target[..target.IndexOf((byte)' ')]));
    }

    private static int ContentLength(ReadOnlySpan<byte> summary)
    {
        var at = summary.IndexOf("Content-Length: "u8);
        return at >= 0 && Utf8Parser.TryParse(summary[(at + 16)..], out int length, out _) ? length : 0;
    }
}
