using CallGrains.Orleans;

namespace CallGrains.Cluster.Tests;

/// <summary>
/// Puts what goes to the grains of flows on the post of the process it belongs to, and has the grains' turns on the
/// world's thread.
/// </summary>
internal sealed class PostFilter : IOutgoingGrainCallFilter, IIncomingGrainCallFilter
{
    private const string Key = "callgrains.tests.letter";

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (!typeof(IFlowGrain).IsAssignableFrom(context.InterfaceMethod.DeclaringType) || TwoSilos.Tenant is not { } tenant)
        {
            return context.Invoke();
        }

        if (Tenant.Sender is { } sender && sender != tenant)
        {
            throw new OperationCanceledException("The process that sends it has died.");
        }

        return tenant.Post.SendAsync(context.TargetId, letter =>
        {
            RequestContext.Set(Key, letter.Id);
            return context.Invoke();
        });
    }

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is not FlowGrain)
        {
            await context.Invoke();
            return;
        }

        if (TwoSilos.Tenant is not { } tenant || tenant.Post.Find(RequestContext.Get(Key) as int?) is not { } letter)
        {
            throw new OperationCanceledException("It was sent to a process that has died.");
        }

        // A turn of a process that dies meanwhile never ends; the grain on the silo must.
        var turn = tenant.Post.TurnAsync(letter, context.Invoke);
        await await Task.WhenAny(turn, tenant.DeathAsync());
    }
}
