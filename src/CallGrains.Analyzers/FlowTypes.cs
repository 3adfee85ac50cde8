using Microsoft.CodeAnalysis;

namespace CallGrains.Analyzers;

/// <summary>The types of CallGrains.Flows, as one compilation sees them. Immutable.</summary>
internal sealed class FlowTypes
{
    private const string Namespace = "CallGrains.Flows.";
    private const string Shared = "CallGrains.Abstractions";
    private readonly INamedTypeSymbol _context;
    private readonly INamedTypeSymbol?[] _scripts;
    private readonly INamedTypeSymbol?[] _handlers;

    private FlowTypes(Compilation compilation, INamedTypeSymbol context)
    {
        _context = context;
        _scripts = Find(compilation, "CallScript", "MessageScript");
        _handlers = Find(compilation, "CallFlow`1", "MessageFlow`1", "ConferenceFlow`1");
    }

    /// <summary>Null where the library is not referenced: there are no rules then.</summary>
    public static FlowTypes? Of(Compilation compilation) =>
        compilation.GetTypeByMetadataName(Namespace + "ScriptContext") is { } context ? new FlowTypes(compilation, context) : null;

    /// <summary>
    /// Whether a type is what a script acts through: <c>CallContext</c>, <c>ThreadContext</c>, and others that derive
    /// from the same base.
    /// </summary>
    public bool IsContext(ITypeSymbol? type) => DerivesFrom(type, _context);

    /// <summary>Whether a class is a script.</summary>
    public bool IsScript(ITypeSymbol? type) => _scripts.Any(script => script is not null && DerivesFrom(type, script));

    /// <summary>Whether a class is a flow of handlers.</summary>
    public bool IsHandlers(ITypeSymbol? type) => _handlers.Any(flow => flow is not null && DerivesFrom(type, flow));

    public bool TakesContext(IMethodSymbol method) => method.Parameters.Any(p => IsContext(p.Type));

    /// <summary>Whether the libraries themselves declare a member: what it gives is the call's own.</summary>
    public bool IsOwn(ISymbol member) => SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, _context.ContainingAssembly)
        || member.ContainingAssembly?.Name == Shared;

    /// <summary>
    /// Whether a type is the context, or something it hands out to act through: a leg, an audio that plays. Nobody else
    /// can make those.
    /// </summary>
    public bool IsLive(ITypeSymbol? type) => IsContext(type)
        || (type is INamedTypeSymbol { TypeKind: TypeKind.Class, IsRecord: false, IsStatic: false } handle && IsOwn(handle)
            && handle.InstanceConstructors.All(c => c.DeclaredAccessibility != Accessibility.Public));

    /// <summary>
    /// Whether objects of a type of the author's are given something live, so that its methods are the script's code.
    /// </summary>
    public bool HoldsContext(INamedTypeSymbol? type) => type is not null && !IsOwn(type) && !type.IsImplicitlyDeclared
        && (type.InstanceConstructors.Any(TakesContext) || type.GetMembers().OfType<IFieldSymbol>().Any(f => !f.IsStatic && IsContext(f.Type)));

    /// <summary>
    /// Whether a method is the context's <c>StepAsync</c>, whose delegate is free to do anything, or one of a saga's.
    /// </summary>
    public bool IsStep(IMethodSymbol method) => (method.Name == "StepAsync" && IsContext(method.ContainingType))
        || (method is { Name: "StepAsync" or "OnUndo", ContainingType.Name: "Saga" } && IsOwn(method));

    private static INamedTypeSymbol?[] Find(Compilation compilation, params string[] names) => [.. names.Select(n => compilation.GetTypeByMetadataName(Namespace + n))];

    private static bool DerivesFrom(ITypeSymbol? type, INamedTypeSymbol ancestor)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(t.OriginalDefinition, ancestor))
            {
                return true;
            }
        }

        return false;
    }
}
