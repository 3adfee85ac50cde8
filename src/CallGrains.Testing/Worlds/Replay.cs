using CallGrains.Bandwidth;

namespace CallGrains.Testing.Worlds;

/// <summary>Reads a journal again as a new activation would.</summary>
internal static class Replay
{
    private static readonly CallbackReaders Readers = new([new BandwidthCallbacks()]);

    /// <summary>Runs the flow over its whole past; throws where it decides something else.</summary>
    public static FlowRun Of(World world, FlowAddress address) => Of(world, world.Process.Services, address);

    public static FlowRun Of(World world, IServiceProvider services, FlowAddress address)
    {
        var flows = (FlowRegistry)services.GetService(typeof(FlowRegistry))!;
        var kernel = GrainKernel.Load(address, world.Store.ReadAsync(address).Result, flows, Readers);
        var run = kernel.Flow.CreateRun(address, services);
        run.Restore(kernel.Past.Inputs, kernel.Past.Decisions);
        return run;
    }
}
