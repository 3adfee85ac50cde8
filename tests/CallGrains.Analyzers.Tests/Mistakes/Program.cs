using System.Reflection;
using CallGrains.Flows;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallGrains.Analyzers.Tests.Mistakes;

/// <summary>
/// An author's program: what the compiler says of it, and its flows. Our rules do not keep it from being made, so that
/// it can be seen what they save an author from.
/// </summary>
internal sealed class Program
{
    private const string Around = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using CallGrains;
        using CallGrains.Commands;
        using CallGrains.Events;
        using CallGrains.Flows;

        public interface ICrm
        {
            Task<string> NameOfAsync(string number);
            Task NoteAsync(string what);
            bool IsOpen();
        }

        public sealed class Crm(List<string> asked) : ICrm
        {
            public Task<string> NameOfAsync(string number) { asked.Add("name of " + number); return Task.FromResult("Ada"); }
            public Task NoteAsync(string what) { asked.Add("note " + what); return Task.CompletedTask; }
            public bool IsOpen() { asked.Add("is open"); return true; }
        }

        """;

    private Program(Assembly assembly, IReadOnlyList<string> said) => (Assembly, Said) = (assembly, said);

    public Assembly Assembly { get; }

    /// <summary>What our rules say, with what they say it of.</summary>
    public IReadOnlyList<string> Said { get; }

    public Type[] Flows => [.. Assembly.GetTypes().Where(t => !t.IsAbstract && (typeof(CallScript).IsAssignableFrom(t) || t.BaseType?.Name == "CallFlow`1")).OrderBy(t => t.Name)];

    /// <summary>Compiles a program; code that C# itself refuses fails the test.</summary>
    public static async Task<Program> MakeAsync(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(Around + (code.Contains("class ", StringComparison.Ordinal) ? code : Script(code)), Compiled.Language);
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, deterministic: true);
        var compilation = CSharpCompilation.Create("mistake", [tree], Compiled.References, options);
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        var found = await compilation.WithAnalyzers(Compiled.Rules).GetAnalyzerDiagnosticsAsync();
        using var image = new MemoryStream();
        Assert.True(compilation.Emit(image).Success);
        return new Program(
            System.Reflection.Assembly.Load(image.ToArray()),
            [.. found.OrderBy(d => d.Location.SourceSpan.Start).ThenBy(d => d.Id, StringComparer.Ordinal).Select(d => $"{d.Severity.ToString().ToLowerInvariant()} {d.Id}: {d.GetMessage()}").Distinct()]);
    }

    private static string Script(string code) => $$"""
        [Flow("desk")]
        public sealed class Desk(ICrm crm, TimeProvider time) : CallScript
        {
            private (ICrm, TimeProvider) Given => (crm, time);

            protected override async Task RunAsync(CallContext call)
            {
                await call.AnswerAsync();
                {{code}}
            }
        }
        """;
}
