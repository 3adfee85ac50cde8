using System.Collections.Immutable;
using CallGrains.Analyzers.Gathers;
using CallGrains.Analyzers.Handlers;
using CallGrains.Analyzers.HangUps;
using CallGrains.Analyzers.Names;
using CallGrains.Analyzers.Replay;
using CallGrains.Analyzers.State;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallGrains.Analyzers.Tests;

/// <summary>Compiles flows as their authors would, with our rules.</summary>
internal static class Compiled
{
    private const string Around = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Text.Json.Serialization;
        using System.Threading;
        using System.Threading.Tasks;
        using CallGrains;
        using CallGrains.Commands;
        using CallGrains.Events;
        using CallGrains.Flows;

        public interface ICustomers
        {
            Task<string> NameOfAsync(string number);
            Task<int> CountAsync(string number);
            Task NoteAsync(string number);
            ValueTask<bool> IsKnownAsync(string number);
            IAsyncEnumerable<string> AllAsync();
        }

        """;

    public static readonly ImmutableArray<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>All of our rules.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Rules { get; } = [new ReplayAnalyzer(), new HangUpAnalyzer(), new GatherAnalyzer(), new StateAnalyzer(), new HandlerFieldAnalyzer(), new AsyncVoidAnalyzer(), new FlowNameAnalyzer()];

    public static CSharpParseOptions Language { get; } = new(LanguageVersion.Preview);

    /// <summary>The source around statements of a script; classes stand for themselves.</summary>
    public static string Source(string code) => Around + (code.Contains("class ", StringComparison.Ordinal) ? code : $$"""
        [Flow("example")]
        public sealed class Example(ICustomers customers, TimeProvider time) : CallScript
        {
            private ICustomers Customers => customers;
            private TimeProvider Time => time;

            protected override async Task RunAsync(CallContext call)
            {
                await call.AnswerAsync();
                {{code}}
            }
        }
        """);

    /// <summary>What our rules say of it, by where it stands; code that does not compile fails the test.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> DiagnosticsAsync(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(Source(code), Language);
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true);
        var compilation = CSharpCompilation.Create("flows", [tree], References, options);
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        var found = await compilation.WithAnalyzers(Rules).GetAnalyzerDiagnosticsAsync();
        return [.. found.OrderBy(d => d.Location.SourceSpan.Start)];
    }

    /// <summary>The rules that a piece of code breaks, in order.</summary>
    public static async Task<string> RulesAsync(string code) => string.Join(" ", (await DiagnosticsAsync(code)).Select(d => d.Id));
}
