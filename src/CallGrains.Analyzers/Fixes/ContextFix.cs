using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallGrains.Analyzers.Fixes;

/// <summary>Clocks, new ids and delays become the context's; <c>ConfigureAwait</c> goes away.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ContextFix : NodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.Clock.Id, Rules.Chance.Id, Rules.Delay.Id, Rules.ConfigureAwait.Id];

    private protected override (string Title, SyntaxNode Old, SyntaxNode Better)? Fix(SemanticModel model, SyntaxNode found, string id) =>
        found is ExpressionSyntax old && Replacement(model, old, id) is { } better ? ($"Use '{better.WithoutTrivia()}'", old, better.WithTriviaFrom(old)) : null;

    private static ExpressionSyntax? Replacement(SemanticModel model, ExpressionSyntax old, string id)
    {
        if (id == Rules.ConfigureAwait.Id)
        {
            return old is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Expression : null;
        }

        return ContextInScope.Find(model, old) is { } call && model.GetSymbolInfo(old).Symbol is { } member ? Replacement(call, old, member, model) : null;
    }

    private static ExpressionSyntax? Replacement(ExpressionSyntax call, ExpressionSyntax old, ISymbol member, SemanticModel model) => (member.ContainingType.Name, member.Name) switch
    {
        ("DateTimeOffset", "UtcNow") or ("TimeProvider", "GetUtcNow") => Member(call, "Now"),
        ("DateTimeOffset", "Now") or ("TimeProvider", "GetLocalNow") => Call(Member(Member(call, "Now"), "ToLocalTime")),
        ("DateTime", "UtcNow") => Member(Member(call, "Now"), "UtcDateTime"),
        ("DateTime", "Now") => Member(Member(call, "Now"), "LocalDateTime"),
        ("DateTime", "Today") => Member(Member(Member(call, "Now"), "LocalDateTime"), "Date"),
        ("Guid", _) => Call(Member(call, "NewGuid")),
        ("Task", "Delay") when old is InvocationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } delay => Call(Member(call, "DelayAsync"), Time(delay.ArgumentList.Arguments[0].Expression, model)),
        _ => null,
    };

    private static ExpressionSyntax Time(ExpressionSyntax delay, SemanticModel model) => model.GetTypeInfo(delay).Type?.SpecialType == SpecialType.System_Int32
        ? Call(Member(SyntaxFactory.IdentifierName("TimeSpan"), "FromMilliseconds"), delay)
        : delay;

    private static MemberAccessExpressionSyntax Member(ExpressionSyntax of, string name) =>
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, of, SyntaxFactory.IdentifierName(name));

    private static InvocationExpressionSyntax Call(ExpressionSyntax method, params ExpressionSyntax[] arguments) =>
        SyntaxFactory.InvocationExpression(method, SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(arguments.Select(SyntaxFactory.Argument))));
}
