using Xunit.Sdk;
using Xunit.v3;

namespace CallGrains.EndToEnd.Tests.Support;

/// <summary>The tests that take longest begin first, so that none of them is left alone at the end.</summary>
internal sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [".FaultTests", ".KillTests", "the script", ".CallTests", ".HostProcessTests", ".WatchdogTests"];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Place(collection.TestCollectionDisplayName))];

    private static int Place(string collection) => Array.FindIndex(Long, name => collection.Contains(name, StringComparison.Ordinal)) is >= 0 and var place ? place : Long.Length;
}
