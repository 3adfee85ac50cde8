namespace CallGrains.AspNetCore.Operations;

/// <summary>The ids of message threads: our number, <c>~</c>, the other side's number.</summary>
internal static class ThreadIds
{
    /// <summary>The two sides; null when the id is none of a thread.</summary>
    public static (string Own, string Peer)? Sides(string id) =>
        id.IndexOf('~', StringComparison.Ordinal) is > 0 and var tilde && tilde < id.Length - 1 ? (id[..tilde], id[(tilde + 1)..]) : null;
}
