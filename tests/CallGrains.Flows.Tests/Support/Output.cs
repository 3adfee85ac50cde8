using System.Runtime.CompilerServices;

namespace CallGrains.Flows.Tests.Support;

internal static class Output
{
    /// <summary>The ladder of a failed test goes to the test's own output.</summary>
    [ModuleInitializer]
    internal static void ToTest() => World.Output = text => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
