namespace CallGrains.Simulator.Media;

/// <summary>A stored file; a recording's bytes are made while they are sent.</summary>
internal sealed record MediaFile(string Type, string? CacheControl, long Length, Func<Stream, CancellationToken, Task> WriteAsync)
{
    /// <summary>How long it sounds; null for what does not.</summary>
    public TimeSpan? Lasts { get; init; }

    public static MediaFile Of(string type, string? cacheControl, ReadOnlyMemory<byte> bytes) =>
        new(type, cacheControl, bytes.Length, async (into, stop) => await into.WriteAsync(bytes, stop)) { Lasts = SoundLength.Of(bytes.Span) };
}
