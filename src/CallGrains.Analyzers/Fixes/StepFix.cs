using System.Collections.Immutable;
using System.Composition;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallGrains.Analyzers.Fixes;

/// <summary>Puts an awaited call of something else into a step, named after its method.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class StepFix : NodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.ForeignAwait.Id];

    private protected override (string Title, SyntaxNode Old, SyntaxNode Better)? Fix(SemanticModel model, SyntaxNode found, string id) =>
        found is InvocationExpressionSyntax old && Step(model, old) is { } step ? ("Await it in a step", old, step.WithTriviaFrom(old)) : null;

    private static ExpressionSyntax? Step(SemanticModel model, InvocationExpressionSyntax old)
    {
        if (ContextInScope.Find(model, old) is not { } call || model.GetSymbolInfo(old).Symbol is not IMethodSymbol method || !Replay.TaskOrigin.IsTask(method.ReturnType))
        {
            return null;
        }

        var work = method.ReturnType.Name == "ValueTask" ? $"{old.WithoutTrivia()}.AsTask()" : old.WithoutTrivia().ToString();
        return SyntaxFactory.ParseExpression($"{call}.StepAsync(\"{Words(method.Name)}\", () => {work})");
    }

    /// <summary><c>FindAgentAsync</c> becomes <c>find agent</c>.</summary>
    private static string Words(string method) =>
        Regex.Replace(Regex.Replace(method, "Async$", ""), "(?<=[a-z0-9])(?=[A-Z])", " ").ToLowerInvariant();
}
