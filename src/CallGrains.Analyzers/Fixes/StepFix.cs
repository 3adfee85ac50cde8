using System.Collections.Immutable;
using System.Composition;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallGrains.Analyzers.Fixes;

/// <summary>Puts an awaited call of something else into a step, named after its method.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class StepFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.ForeignAwait.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is InvocationExpressionSyntax old && model is not null && Step(model, old) is { } step)
            {
                var action = CodeAction.Create("Await it in a step", _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(old, step.WithTriviaFrom(old)))), diagnostic.Id);
                context.RegisterCodeFix(action, diagnostic);
            }
        }
    }

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
