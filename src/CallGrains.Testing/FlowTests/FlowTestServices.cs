using CallGrains.Flows;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Flows and their numbers, in one line.</summary>
public static class FlowTestServices
{
    /// <summary>
    /// Adds a flow and binds numbers to it: calls to them, or texts. A number may have a flow of both.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="number">One of our numbers (E.164).</param>
    /// <param name="more">Further ones.</param>
    /// <typeparam name="TFlow">A class with <see cref="FlowAttribute"/>.</typeparam>
    /// <exception cref="ArgumentException">The class is no flow.</exception>
    public static IServiceCollection AddFlow<TFlow>(this IServiceCollection services, string number, params string[] more)
        where TFlow : class
    {
        var flow = FlowDefinition.Of(typeof(TFlow));
        return services.AddFlow<TFlow>().Configure<FlowOptions>(o =>
        {
            foreach (var bound in more.Prepend(number))
            {
                (flow.Kind == GrainKind.Thread ? o.Texts : o.Numbers)[bound] = flow.Name;
            }
        });
    }
}
