using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallGrains.Analyzers.Replay;

/// <summary>
/// Reads methods of other classes that a script calls, as far as their source is here: a clock is a clock wherever it
/// is read. The fault is shown where the script calls, because others may call that method as they like. Safe for many
/// threads.
/// </summary>
internal sealed class Helpers(Compilation compilation, FlowTypes types)
{
    private readonly ConcurrentDictionary<ISymbol, ISymbol?> _known = new(SymbolEqualityComparer.Default);

    /// <summary>
    /// The member of .NET that a method comes to, directly or through others, and that no replay may use; null for
    /// none.
    /// </summary>
    public ISymbol? Banned(ISymbol member) => CanBeRead(member) ? _known.GetOrAdd(member, m => Search(m, new HashSet<ISymbol>(SymbolEqualityComparer.Default))) : null;

    private ISymbol? Search(ISymbol member, HashSet<ISymbol> seen) => !CanBeRead(member) || !seen.Add(member) ? null : Operations(member)
        .SelectMany(o => o.DescendantsAndSelf()).Select(Member).OfType<ISymbol>()
        .Select(used => BannedMembers.Find(used) is not null ? used : Search(used.OriginalDefinition, seen))
        .FirstOrDefault(used => used is not null);

    private bool CanBeRead(ISymbol member) =>
        !member.DeclaringSyntaxReferences.IsEmpty && !member.IsAbstract && !member.IsVirtual && !member.IsOverride && member is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.PropertyGet } method
        && !TaskOrigin.IsTask(method.ReturnType) && !types.TakesContext(method) && !types.IsScript(method.ContainingType) && !types.HoldsContext(method.ContainingType);

    private IEnumerable<IOperation> Operations(ISymbol member) => member.DeclaringSyntaxReferences.Select(r =>
    {
        var syntax = r.GetSyntax();
#pragma warning disable RS1030 // The method's file is another one than the script's, and each is read once.
        return compilation.GetSemanticModel(syntax.SyntaxTree).GetOperation(syntax is Microsoft.CodeAnalysis.CSharp.Syntax.ArrowExpressionClauseSyntax arrow ? arrow.Expression : syntax);
#pragma warning restore RS1030
    }).OfType<IOperation>();

    private static ISymbol? Member(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod,
        IObjectCreationOperation made => made.Constructor,
        IMethodReferenceOperation group => group.Method,
        IPropertyReferenceOperation property => BannedMembers.Find(property.Property) is null && property.Property.GetMethod is { } getter ? getter : property.Property,
        _ => null,
    };
}
