namespace CallGrains.AspNetCore.Operations;

/// <summary>What a key of the control API opens; each role may also do what those before it may.</summary>
public enum ApiRole
{
    /// <summary>Looks at calls, threads, conferences, flows and journals.</summary>
    Read,

    /// <summary>Places calls, sends texts and signals, ends, terminates and releases.</summary>
    Operate,

    /// <summary>Removes from the journal.</summary>
    Admin,
}

/// <summary>A key of which only the hash is known here.</summary>
public sealed class HashedApiKey
{
    /// <summary>
    /// The SHA-256 of the key's characters, in 64 hexadecimal digits: <c>callgrains key NAME</c> makes one.
    /// </summary>
    public string Sha256 { get; set; } = "";

    /// <summary>What it opens; <see cref="ApiRole.Read"/> by default.</summary>
    public ApiRole Role { get; set; }
}

/// <summary>The least role that an endpoint asks for.</summary>
/// <param name="Least">The role.</param>
internal sealed record NeededRole(ApiRole Least);
