using System.Reflection;
using CallGrains.Flows;

namespace CallGrains.Host.Composition;

/// <summary>
/// Flows from libraries beside the samples: whoever has no services of their own to inject needs no host of their own
/// either.
/// </summary>
internal static class FlowAssemblies
{
    /// <exception cref="ArgumentException">A file is no .NET library, or has no flow in it.</exception>
    public static void Add(IServiceCollection services, IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            var flows = FlowsOf(file);
            services.Configure<FlowOptions>(options => flows.ForEach(options.Types.Add));
        }
    }

    private static List<Type> FlowsOf(string file)
    {
        try
        {
            // LoadFrom, so that a library finds what it brings along beside it.
            var flows = Assembly.LoadFrom(Path.GetFullPath(file)).GetExportedTypes().Where(type => type.IsDefined(typeof(FlowAttribute), inherit: false)).ToList();
            return flows.Count > 0 ? flows : throw new ArgumentException($"--flows {file} has no flow in it: mark a public class with [Flow(\"name\")].");
        }
        catch (Exception e) when (e is BadImageFormatException or FileNotFoundException or FileLoadException)
        {
            throw new ArgumentException($"--flows {file} cannot be loaded: {e.Message} Name a .NET library (.dll) with flows in it.", e);
        }
    }
}
