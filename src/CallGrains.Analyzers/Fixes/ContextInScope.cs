using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallGrains.Analyzers.Fixes;

/// <summary>Finds what the context is called where a fix needs it.</summary>
internal static class ContextInScope
{
    /// <summary>The name of the nearest context that can be used at a node; null when there is none.</summary>
    public static ExpressionSyntax? Find(SemanticModel model, SyntaxNode at)
    {
        if (FlowTypes.Of(model.Compilation) is not { } types)
        {
            return null;
        }

        var nearest = model.LookupSymbols(at.SpanStart)
            .Where(s => types.IsContext(s switch { IParameterSymbol p => p.Type, ILocalSymbol l => l.Type, IFieldSymbol { IsStatic: false } f => f.Type, _ => null }))
            .OrderBy(s => s is IFieldSymbol)
            .ThenByDescending(s => s.Locations[0].SourceSpan.Start)
            .FirstOrDefault();
        return nearest is null ? null : SyntaxFactory.IdentifierName(nearest.Name);
    }
}
