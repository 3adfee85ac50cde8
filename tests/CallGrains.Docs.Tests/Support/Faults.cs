namespace CallGrains.Docs.Tests.Support;

/// <summary>What is wrong, line by line: xunit's own message would cut the lines off.</summary>
internal static class Faults
{
    public static void None(IEnumerable<string> faults)
    {
        var all = faults.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
