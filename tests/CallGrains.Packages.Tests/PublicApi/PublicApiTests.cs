using System.Reflection;

namespace CallGrains.Packages.Tests.PublicApi;

/// <summary>A change of what a library offers is a change of its PublicApi.txt, seen in review.</summary>
public sealed class PublicApiTests
{
    private const string Accept = "CALLGRAINS_ACCEPT_API";

    public static TheoryData<string> Libraries() => [.. Build.Libraries];

    [Theory]
    [MemberData(nameof(Libraries))]
    public async Task A_library_offers_what_its_list_says(string library)
    {
        var list = Path.Combine(Build.Root, "src", library, "PublicApi.txt");
        var now = Surface.Of(Assembly.Load(library));
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            await File.WriteAllTextAsync(list, now);
        }

        var then = File.Exists(list) ? await File.ReadAllTextAsync(list) : "";
        var (added, removed) = (Lines(now).Except(Lines(then)), Lines(then).Except(Lines(now)));
        Assert.True(now == then, $"""
            src/{library}/PublicApi.txt is not what the library offers. If the change is meant: {Accept}=1 dotnet test tests/CallGrains.Packages.Tests --filter PublicApiTests
            {string.Join("\n", removed.Select(l => "- " + l.Trim()).Concat(added.Select(l => "+ " + l.Trim())))}
            """);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
