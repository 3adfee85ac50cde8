using System.Collections.Immutable;
using System.Composition;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallGrains.Analyzers.Fixes;

/// <summary>Gives a flow its name, and a method that is async a task.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class DeclarationFix : NodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.Unnamed.Id, Rules.AsyncVoid.Id];

    private protected override (string Title, SyntaxNode Old, SyntaxNode Better)? Fix(SemanticModel model, SyntaxNode found, string id) =>
        Better(found) is var (title, better) ? (title, found, better) : null;

    private static (string Title, SyntaxNode Better)? Better(SyntaxNode old) => old switch
    {
        ClassDeclarationSyntax flow when !HasName(flow) => ($"Name it '{Words(flow.Identifier.Text)}'", Named(flow)),
        MethodDeclarationSyntax method when !method.Modifiers.Any(SyntaxKind.OverrideKeyword) => ("Return a Task", method.WithReturnType(TaskFor(method.ReturnType))),
        LocalFunctionStatementSyntax local => ("Return a Task", local.WithReturnType(TaskFor(local.ReturnType))),
        _ => null,
    };

    private static bool HasName(ClassDeclarationSyntax flow) => flow.AttributeLists.SelectMany(l => l.Attributes).Any(a => a.Name.ToString().Split('.').Last() is "Flow" or "FlowAttribute");

    private static ClassDeclarationSyntax Named(ClassDeclarationSyntax flow)
    {
        var trivia = flow.GetLeadingTrivia();
        var attribute = SyntaxFactory.ParseCompilationUnit($"[Flow(\"{Words(flow.Identifier.Text)}\")] class X;").Members[0] is ClassDeclarationSyntax { AttributeLists: var lists } ? lists[0] : null;
        var line = attribute!.WithLeadingTrivia(trivia).WithTrailingTrivia(LineEnd(flow));
        return flow.WithLeadingTrivia(SyntaxFactory.TriviaList(trivia.Where(t => t.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1))).WithAttributeLists(flow.AttributeLists.Insert(0, line));
    }

    /// <summary>The file's own end of a line.</summary>
    private static SyntaxTrivia LineEnd(SyntaxNode node)
    {
        var end = node.SyntaxTree.GetRoot().DescendantTrivia().FirstOrDefault(t => t.IsKind(SyntaxKind.EndOfLineTrivia));
        return end == default ? SyntaxFactory.LineFeed : SyntaxFactory.EndOfLine(end.ToString());
    }

    private static IdentifierNameSyntax TaskFor(TypeSyntax old) => SyntaxFactory.IdentifierName("Task").WithTriviaFrom(old);

    /// <summary><c>FrontDesk</c> becomes <c>front-desk</c>.</summary>
    private static string Words(string type) => Regex.Replace(type, "(?<=[a-z0-9])(?=[A-Z])", "-").ToLowerInvariant();
}
