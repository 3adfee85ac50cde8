namespace CallGrains;

/// <summary>Where a carrier reports about the legs we create.</summary>
public interface ICallbackUrls
{
    /// <summary>
    /// A capability URL of one leg of a grain. Two of them may differ in when and how they were signed; see
    /// <see cref="CapabilityTokens.LeadToTheSame"/>.
    /// </summary>
    /// <param name="carrier">The carrier's name.</param>
    /// <param name="address">The grain.</param>
    /// <param name="leg">The operation that creates the leg; 0 for the grain's own call.</param>
    Uri For(string carrier, FlowAddress address, int leg);

    /// <summary>
    /// Where the carrier reports instead when <see cref="For"/> does not answer: the same leg at another ingress; null
    /// (the default) when there is none.
    /// </summary>
    /// <param name="carrier">The carrier's name.</param>
    /// <param name="address">The grain.</param>
    /// <param name="leg">The operation that creates the leg; 0 for the grain's own call.</param>
    Uri? FallbackFor(string carrier, FlowAddress address, int leg) => null;
}

/// <summary>Capability URLs under one public address: <c>{base}/callbacks/{carrier}/i/{token}</c>.</summary>
/// <param name="publicBase">The address under which the carrier reaches the ingress, for example
/// <c>https://calls.example.com</c>; may carry userinfo for basic auth.</param>
/// <param name="tokens">Signs the tokens.</param>
public sealed class CapabilityUrls(Uri publicBase, CapabilityTokens tokens) : ICallbackUrls
{
    private readonly string _base = publicBase.AbsoluteUri.TrimEnd('/');

    /// <inheritdoc/>
    public Uri For(string carrier, FlowAddress address, int leg) => new($"{_base}/callbacks/{carrier}/i/{tokens.Create(address, leg)}");
}
