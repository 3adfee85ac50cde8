using CallGrains.Flows;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Applications.Tests.Telemetry;

/// <summary>Fails with what it was told, as a careless flow does.</summary>
[Flow("talker")]
internal sealed class Talker : MessageScript
{
    protected override Task RunAsync(ThreadContext thread) => throw new InvalidOperationException($"{thread.Peer} is not known to {thread.Own}");
}

internal static class TalkerServices
{
    public static IServiceCollection AddFlowForTexts(this IServiceCollection services) => services.AddFlow<Talker>();
}
