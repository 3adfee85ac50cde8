using System.Text.RegularExpressions;
using CallGrains.Docs.Tests.Support;

namespace CallGrains.Docs.Tests;

/// <summary>
/// What the pages about failures, attacks and service levels say is shown by tests that exist.
/// </summary>
public sealed partial class FailurePageTests
{
    [Theory, InlineData("docs/failures.md", 20), InlineData("docs/operations/threats.md", 40), InlineData("docs/operations/service-levels.md", 10)]
    public void Each_test_that_the_page_names_exists(string page, int least)
    {
        var named = Test().Matches(Repository.Read(page)).Select(m => m.Groups[1].Value).Distinct().ToList();
        var methods = Repository.Texts("tests").Concat(Repository.Texts("src/CallGrains.Testing"))
            .SelectMany(s => Method().Matches(s)).Select(m => m.Groups[1].Value).ToHashSet();

        Assert.True(named.Count >= least, $"{named.Count} tests are named");
        Faults.None(named.Except(methods));
    }

    [GeneratedRegex("`([A-Z][a-z0-9A-Z]*(?:_[A-Za-z0-9]+){2,})`")]
    private static partial Regex Test();

    [GeneratedRegex(@"(?:void|Task) ([A-Z]\w+)\(")]
    private static partial Regex Method();
}
