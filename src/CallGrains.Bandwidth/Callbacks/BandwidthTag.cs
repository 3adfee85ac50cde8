namespace CallGrains.Bandwidth;

/// <summary>
/// The tag on the wire: <c>cg7</c>, or <c>cg7|the author's tag</c>. Catapult's events name no operation, so the
/// tag carries ours, and is taken off again when the event is read.
/// </summary>
internal static class BandwidthTag
{
    private const string Prefix = "cg";

    /// <summary>The tag to send with a command.</summary>
    /// <param name="request">The command.</param>
    public static string Of(CommandRequest request) => Of(request.Operation.Number, request.Tag);

    /// <summary>The tag that names an operation.</summary>
    /// <param name="operation">The operation's number; which grain's it is, the callback's URL says.</param>
    /// <param name="tag">The author's own tag.</param>
    public static string Of(int operation, string? tag) => tag is null ? $"{Prefix}{operation}" : $"{Prefix}{operation}|{tag}";

    /// <summary>
    /// The event with the author's tag, and our operation's number beside it; the event itself when the tag is not
    /// ours.
    /// </summary>
    /// <param name="e">The event as the carrier sent it.</param>
    public static CarrierEvent Untag(CarrierEvent e)
    {
        if (e.Tag is not { } tag || !tag.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return e;
        }

        var bar = tag.IndexOf('|');
        var number = bar < 0 ? tag.AsSpan(Prefix.Length) : tag.AsSpan(Prefix.Length, bar - Prefix.Length);
        return int.TryParse(number, out var operation)
            ? e with { OperationId = operation, Tag = bar < 0 ? null : tag[(bar + 1)..] }
            : e;
    }
}
