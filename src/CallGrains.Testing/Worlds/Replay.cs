namespace CallGrains.Testing.Worlds;

/// <summary>Reads a journal again as a new activation would.</summary>
internal static class Replay
{
    /// <summary>The journal's key of all worlds: for the secrets of flows that have some.</summary>
    public static readonly JournalKeys Keys = JournalKeys.Ephemeral();

    /// <summary>Runs the flow over its whole past; throws where it decides something else.</summary>
    public static FlowRun Of(World world, FlowAddress address) => Of(world, world.Process.Services, address);

    /// <param name="world">The world.</param>
    /// <param name="services">What the flow is given.</param>
    /// <param name="address">The grain.</param>
    /// <param name="compares">Shown what was decided then and what is decided now; null for nobody.</param>
    public static FlowRun Of(World world, IServiceProvider services, FlowAddress address, Action<Decided, Decided>? compares = null)
    {
        var flows = (FlowRegistry)services.GetService(typeof(FlowRegistry))!;
        var kernel = GrainKernel.Load(address, world.Store.ReadAsync(address).Result, flows, World.Readers);
        var run = kernel.Flow.CreateRun(address, services);
        run.Compares = compares;
        run.Restore(kernel.Past.Inputs, kernel.Past.Decisions);
        return run;
    }
}
