using CallGrains.Analyzers.Fixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace CallGrains.Analyzers.Tests;

/// <summary>What the editor offers is what the page says, and mends the fault.</summary>
public sealed class FixTests
{
    [Theory]
    [InlineData("_ = DateTime.UtcNow;", "_ = call.Now.UtcDateTime;")]
    [InlineData("_ = DateTime.Now.Hour;", "_ = call.Now.LocalDateTime.Hour;")]
    [InlineData("_ = DateTimeOffset.UtcNow;", "_ = call.Now;")]
    [InlineData("_ = time.GetUtcNow();", "_ = call.Now;")]
    [InlineData("_ = Guid.NewGuid();", "_ = call.NewGuid();")]
    [InlineData("await Task.Delay(250);", "await call.DelayAsync(TimeSpan.FromMilliseconds(250));")]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(1), default(CancellationToken));", "await call.DelayAsync(TimeSpan.FromSeconds(1));")]
    [InlineData("await call.SpeakAsync(\"a\").ConfigureAwait(false);", "await call.SpeakAsync(\"a\");")]
    [InlineData("var name = await customers.NameOfAsync(call.From);", "var name = await call.StepAsync(\"name of\", () => customers.NameOfAsync(call.From));")]
    [InlineData("_ = await customers.IsKnownAsync(\"\");", "_ = await call.StepAsync(\"is known\", () => customers.IsKnownAsync(\"\").AsTask());")]
    [InlineData("call.OnEnded(ended => customers.NoteAsync(ended.From));", "call.OnEnded(ended => ended.StepAsync(\"note\", () => customers.NoteAsync(ended.From)));")]
    public async Task A_fix_mends_the_fault(string bad, string good)
    {
        Assert.Equal(good, await FixedAsync(bad));
        Assert.Equal("", await Compiled.RulesAsync(good));
    }

    [Theory]
    [InlineData("_ = Random.Shared.Next();")]
    [InlineData("await Task.Run(() => 1);")]
    [InlineData("var name = customers.NameOfAsync(\"\"); await name;")]
    public async Task What_needs_a_thought_gets_no_fix(string bad) => Assert.Null(await FixedAsync(bad));

    private static async Task<string?> FixedAsync(string bad)
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "flows", "flows", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary), parseOptions: Compiled.Language, metadataReferences: Compiled.References));
        var before = Compiled.Source(bad);
        var document = workspace.AddDocument(project.Id, "flow.cs", Microsoft.CodeAnalysis.Text.SourceText.From(before));
        var fault = Assert.Single(await Compiled.DiagnosticsAsync(bad));
        CodeAction? offered = null;
        foreach (var provider in new CodeFixProvider[] { new ContextFix(), new StepFix() }.Where(p => p.FixableDiagnosticIds.Contains(fault.Id)))
        {
            await provider.RegisterCodeFixesAsync(new CodeFixContext(document, fault, (action, _) => offered = action, default));
        }

        if (offered is null)
        {
            return null;
        }

        var changes = (await offered.GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single();
        var after = (await changes.ChangedSolution.GetDocument(document.Id)!.GetTextAsync()).ToString();
        var start = before.IndexOf(bad, StringComparison.Ordinal);
        return after[start..^(before.Length - start - bad.Length)];
    }
}
