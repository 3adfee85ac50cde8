namespace CallGrains.Cluster.Tests.Kernel;

public sealed class KernelTests
{
    // Their other namespaces (Kernel, Events, Commands and the like) are about code that no host runs.
    private static readonly string[] Namespaces =
        [.. new[] { "Scripts", "Handlers", "Threads", "Conferences", "Recordings", "Hosting" }.Select(name => $"CallGrains.Flows.Tests.{name}")];

    [Fact]
    public void Every_class_of_tests_that_need_a_host_runs_here_or_is_left_out_with_a_reason()
    {
        var all = typeof(Flows.Tests.Hosting.WatchdogTests).Assembly.GetExportedTypes()
            .Where(type => Namespaces.Contains(type.Namespace) && type.Name.EndsWith("Tests", StringComparison.Ordinal)).ToList();
        var here = typeof(KernelTests).Assembly.GetTypes().Select(type => type.BaseType).OfType<Type>();

        Assert.All(Namespaces, name => Assert.Contains(all, type => type.Namespace == name));
        Assert.Empty(all.Except(here).Except(LeftOutAttribute.Classes.Keys).Select(type => type.FullName));
    }
}
