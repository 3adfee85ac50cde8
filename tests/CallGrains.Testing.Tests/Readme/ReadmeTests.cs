using CallGrains.Testing.Tests.Support;

namespace CallGrains.Testing.Tests.Readme;

/// <summary>The README's code is the code that is compiled and run here, to the letter.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void Its_code_is_the_tested_code() => Assert.Empty(Quotes.Unknown("src/CallGrains.Testing/README.md", "tests/CallGrains.Testing.Tests/Readme"));

    [Fact]
    public void It_has_code() => Assert.True(Quotes.Blocks(File.ReadAllText(Path.Combine(Quotes.Root, "src/CallGrains.Testing/README.md"))).Count() >= 3);
}
