namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// The way of the API's messages to grains: each of them says who sent it (<see cref="GrainMessage.By"/>).
/// </summary>
/// <remarks>Safe for many threads.</remarks>
internal sealed class ApiRouter(ICallRouter router) : ICallRouter
{
    private static readonly AsyncLocal<string?> Who = new();

    /// <summary>Who sent the request that is being handled; set for what is awaited from there on.</summary>
    public static void Begin(string who) => Who.Value = who;

    /// <summary>Who sent the request that is being handled.</summary>
    public static string? By => Who.Value;

    /// <inheritdoc/>
    public Task<Receipt> SendAsync(FlowAddress address, GrainMessage message, CancellationToken cancellationToken = default) =>
        router.SendAsync(address, message with { By = Who.Value }, cancellationToken);
}
