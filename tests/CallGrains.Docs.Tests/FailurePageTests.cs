using System.Text.RegularExpressions;
using CallGrains.Docs.Tests.Support;

namespace CallGrains.Docs.Tests;

/// <summary>What docs/failures.md says is shown by tests that exist.</summary>
public sealed partial class FailurePageTests
{
    [Fact]
    public void Each_test_that_the_page_names_exists()
    {
        var named = Test().Matches(Repository.Read("docs/failures.md")).Select(m => m.Groups[1].Value).Distinct().ToList();
        var methods = Repository.Texts("tests").Concat(Repository.Texts("src/CallGrains.Testing"))
            .SelectMany(s => Method().Matches(s)).Select(m => m.Groups[1].Value).ToHashSet();

        Assert.True(named.Count >= 20);
        Faults.None(named.Except(methods));
    }

    [GeneratedRegex("`([A-Z][a-z0-9A-Z]*(?:_[A-Za-z0-9]+){2,})`")]
    private static partial Regex Test();

    [GeneratedRegex(@"(?:void|Task) ([A-Z]\w+)\(")]
    private static partial Regex Method();
}
