using CallGrains.Analyzers.Fixes;
using CallGrains.Analyzers.Replay;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace CallGrains.Analyzers.Tests;

/// <summary>
/// What the editor offers is what the page says, and mends the fault: alone, and in the whole document, project and
/// solution.
/// </summary>
public sealed class FixTests
{
    [Theory]
    [InlineData("_ = {|CG0001:DateTime.UtcNow|};", "_ = call.Now.UtcDateTime;")]
    [InlineData("_ = {|CG0001:DateTime.Now|}.Hour;", "_ = call.Now.LocalDateTime.Hour;")]
    [InlineData("_ = {|CG0001:DateTimeOffset.UtcNow|};", "_ = call.Now;")]
    [InlineData("_ = {|CG0001:time.GetUtcNow()|};", "_ = call.Now;")]
    [InlineData("_ = {|CG0002:Guid.NewGuid()|};", "_ = call.NewGuid();")]
    [InlineData("await {|CG0003:Task.Delay(250)|};", "await call.DelayAsync(TimeSpan.FromMilliseconds(250));")]
    [InlineData("await {|CG0003:Task.Delay(TimeSpan.FromSeconds(1), default(CancellationToken))|};", "await call.DelayAsync(TimeSpan.FromSeconds(1));")]
    [InlineData("await {|CG0005:call.SpeakAsync(\"a\").ConfigureAwait(false)|};", "await call.SpeakAsync(\"a\");")]
    [InlineData("var name = await {|CG0006:customers.NameOfAsync(call.From)|};", "var name = await call.StepAsync(\"name of\", () => customers.NameOfAsync(call.From));")]
    [InlineData("_ = await {|CG0006:customers.IsKnownAsync(\"\")|};", "_ = await call.StepAsync(\"is known\", () => customers.IsKnownAsync(\"\").AsTask());")]
    [InlineData("call.OnEnded(ended => {|CG0006:customers.NoteAsync(ended.From)|});", "call.OnEnded(ended => ended.StepAsync(\"note\", () => customers.NoteAsync(ended.From)));")]
    [InlineData("_ = {|CG0001:DateTime.UtcNow|} - {|CG0001:DateTime.UtcNow|};", "_ = call.Now.UtcDateTime - call.Now.UtcDateTime;")]
    public Task A_fix_mends_the_fault(string bad, string good) => new FlowFix(bad, good).RunAsync(TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("_ = {|CG0002:Random.Shared|}.Next();")]
    [InlineData("await {|CG0004:Task.Run(() => 1)|};")]
    [InlineData("var name = customers.NameOfAsync(\"\"); await {|CG0006:name|};")]
    public Task What_needs_a_thought_gets_no_fix(string bad) => new FlowFix(bad, bad).RunAsync(TestContext.Current.CancellationToken);

    /// <summary>Our rules and our fixes on a flow; both texts hold their faults in markup.</summary>
    private sealed class FlowFix : CSharpCodeFixTest<ReplayAnalyzer, ContextFix, DefaultVerifier>
    {
        public FlowFix(string bad, string good)
        {
            // The assemblies that run this test: the library's own sets would be fetched from a registry while the test
            // runs.
            ReferenceAssemblies = new ReferenceAssemblies("net10.0");
            TestState.AdditionalReferences.AddRange(Compiled.References);
            TestCode = Compiled.Source(bad);
            FixedCode = Compiled.Source(good);
        }

        protected override IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers() => Compiled.Rules;

        protected override IEnumerable<CodeFixProvider> GetCodeFixProviders() => [new ContextFix(), new StepFix()];

        protected override ParseOptions CreateParseOptions() => Compiled.Language;
    }
}
