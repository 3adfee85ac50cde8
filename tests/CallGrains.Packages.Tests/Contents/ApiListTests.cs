namespace CallGrains.Packages.Tests.Contents;

/// <summary>
/// The compiler compares a library with its API lists (docs/decisions/0120), but says nothing of one that has none.
/// </summary>
public sealed class ApiListTests
{
    public static TheoryData<string> Libraries() => [.. Build.Libraries];

    [Theory, MemberData(nameof(Libraries))]
    public void A_library_has_a_list_of_what_it_offers(string library)
    {
        var folder = Path.Combine(Build.Root, "src", library);
        var lines = File.ReadLines(Path.Combine(folder, "PublicAPI.Shipped.txt")).Concat(File.ReadLines(Path.Combine(folder, "PublicAPI.Unshipped.txt")));

        Assert.Contains(lines, l => l.Length > 0 && l[0] != '#');
    }
}
