using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallGrains.Analyzers.Fixes;

/// <summary>A step whose only work is to assign a variable returns the value, and the script assigns it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class StepResultFix : NodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.WriteInStep.Id];

    private protected override (string Title, SyntaxNode Old, SyntaxNode Better)? Fix(SemanticModel model, SyntaxNode found, string id) =>
        found is AssignmentExpressionSyntax assignment && assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) && Awaited(assignment) is var (old, better)
            ? ("Return it from the step", old, better.WithTriviaFrom(old))
            : null;

    /// <summary>The await of the step, and what to write for it; null where the step does more than assign.</summary>
    private static (ExpressionSyntax Old, ExpressionSyntax Better)? Awaited(AssignmentExpressionSyntax assignment)
    {
        if (assignment.FirstAncestorOrSelf<LambdaExpressionSyntax>() is not { } step || !IsAll(step.Body, assignment)
            || step.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Parent: AwaitExpressionSyntax { Parent: ExpressionStatementSyntax } awaited } call)
        {
            return null;
        }

        var value = assignment.Right.WithoutTrivia();
        var work = step.AsyncKeyword.IsKind(SyntaxKind.None) ? $"() => Task.FromResult({value})" : $"async () => {value}";
        var better = call.ReplaceNode(step, SyntaxFactory.ParseExpression(work));
        return (awaited, SyntaxFactory.ParseExpression($"{assignment.Left.WithoutTrivia()} = await {better.WithoutTrivia()}"));
    }

    private static bool IsAll(CSharpSyntaxNode body, AssignmentExpressionSyntax assignment) => body == assignment
        || (body is BlockSyntax block && block.Statements.FirstOrDefault() is ExpressionStatementSyntax { Expression: var first } && first == assignment
            && block.Statements.Skip(1).All(s => s is ReturnStatementSyntax { Expression: null or MemberAccessExpressionSyntax { Name.Identifier.Text: "CompletedTask" } }));
}
