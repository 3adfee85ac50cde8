namespace CallGrains.Commands;

/// <summary>
/// The tag on the wire: <c>cg7</c>, or <c>cg7|the author's tag</c>. Catapult's events name no operation, so the tag
/// carries ours.
/// </summary>
public static class OperationTag
{
    private const string Prefix = "cg";

    /// <summary>The tag to send.</summary>
    /// <param name="operation">The operation's number.</param>
    /// <param name="tag">The author's own tag.</param>
    public static string Format(int operation, string? tag) => tag is null ? $"{Prefix}{operation}" : $"{Prefix}{operation}|{tag}";
}
