using CallGrains.Simulator.Callbacks;

namespace CallGrains.Simulator.Applications;

/// <summary>Where calls to the numbers bound to it go.</summary>
internal sealed record Application(string Id, string Name)
{
    public string? IncomingCallUrl { get; init; }

    public int? IncomingCallTimeout { get; init; }

    public string? IncomingCallFallbackUrl { get; init; }

    public string? IncomingMessageUrl { get; init; }

    public int? IncomingMessageTimeout { get; init; }

    public string? IncomingMessageFallbackUrl { get; init; }

    public string CallbackHttpMethod { get; init; } = "POST";

    public bool AutoAnswer { get; init; } = true;

    public CallbackTarget? MessageTarget => IncomingMessageUrl is null ? null : new CallbackTarget(
        IncomingMessageUrl, CallbackHttpMethod, TimeSpan.FromMilliseconds(IncomingMessageTimeout ?? CallbackTarget.MaxTimeout), IncomingMessageFallbackUrl);

    public CallbackTarget? CallTarget => IncomingCallUrl is null ? null : new CallbackTarget(
        IncomingCallUrl, CallbackHttpMethod, TimeSpan.FromMilliseconds(IncomingCallTimeout ?? CallbackTarget.MaxTimeout), IncomingCallFallbackUrl);
}
