namespace CallGrains.Simulator.Rest;

/// <summary>One request as it came in, over HTTP or in memory, and the way of its answer.</summary>
internal abstract class RestRequest
{
    /// <summary><c>GET</c> for a <c>HEAD</c> too.</summary>
    public abstract string Method { get; }

    public virtual bool IsHead => false;

    /// <summary>Without escapes, but for slashes.</summary>
    public abstract string Path { get; }

    /// <summary>As it may stand in a URL.</summary>
    public abstract string EscapedPath { get; }

    /// <summary>With its question mark; empty when there is none.</summary>
    public abstract string QueryString { get; }

    public abstract IEnumerable<KeyValuePair<string, string>> Parameters { get; }

    public abstract IEnumerable<KeyValuePair<string, IEnumerable<string>>> Headers { get; }

    public abstract long? ContentLength { get; }

    public abstract Stream Content { get; }

    /// <summary>Scheme, host and port as the sender named them, without a slash at the end.</summary>
    public abstract string Root { get; }

    /// <summary>The sender's address; empty when there is none.</summary>
    public abstract string Sender { get; }

    /// <summary>Whether the sender has gone.</summary>
    public abstract CancellationToken Aborted { get; }

    public string? ContentType => Header("Content-Type");

    /// <summary>A part of the path; empty when it has none of this name.</summary>
    public abstract string Route(string name);

    /// <summary>A parameter of the query; null when it is absent or empty.</summary>
    public abstract string? Query(string name);

    /// <summary>Null when it is absent.</summary>
    public abstract string? Header(string name);

    public abstract Task AnswerAsync(ApiReply reply);

    /// <summary>Breaks the connection instead of an answer.</summary>
    public abstract void Abort();
}
