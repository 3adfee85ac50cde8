using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace CallGrains.Analyzers.Fixes;

/// <summary>A fix that replaces one node of the document by another.</summary>
public abstract class NodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken);
        if (root is null || model is null)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            if (Fix(model, root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), diagnostic.Id) is var (title, old, better))
            {
                var action = CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(old, better))), diagnostic.Id);
                context.RegisterCodeFix(action, diagnostic);
            }
        }
    }

    /// <summary>What the editor offers, and which node becomes which; null where there is no fix.</summary>
    /// <param name="model">Of the document.</param>
    /// <param name="found">The innermost node at the diagnostic.</param>
    /// <param name="id">The rule.</param>
    private protected abstract (string Title, SyntaxNode Old, SyntaxNode Better)? Fix(SemanticModel model, SyntaxNode found, string id);
}
