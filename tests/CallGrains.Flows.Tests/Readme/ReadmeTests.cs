namespace CallGrains.Flows.Tests.Readme;

/// <summary>The README's flow is the one that is compiled here, to the letter, and a flow that can be registered.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_readme_quotes_the_flow_that_is_compiled()
    {
        var source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Readme", "Callback.flow.cs"));
        var quoted = source[(source.IndexOf('\n', StringComparison.Ordinal) + 1)..].Trim();
        Assert.Contains(quoted, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Readme", "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_readmes_flow_can_be_registered() => Assert.Equal("call-me-back", FlowDefinition.Of(typeof(CallMeBack)).Name);
}
