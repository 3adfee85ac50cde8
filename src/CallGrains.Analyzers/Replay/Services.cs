using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallGrains.Analyzers.Replay;

/// <summary>Which objects a script was given, and which of their methods need a step.</summary>
internal static class Services
{
    /// <summary>Whether an object came to the class by its constructor.</summary>
    public static bool IsInjected(IOperation? instance) => instance switch
    {
        IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } parameter } => IsService(parameter.Type),
        _ when instance is not null && Writes.IsOwnField(instance) => IsService(instance.Type!) && !Writes.IsMadeHere(instance),
        _ => false,
    };

    /// <summary>
    /// Whether a method answers by itself, without a task that a step would be asked for, and not always the same.
    /// </summary>
    public static bool IsAsked(IMethodSymbol method) =>
        !IsAwaited(method.ReturnType) && method.MethodKind == MethodKind.Ordinary && method.ContainingType.SpecialType != SpecialType.System_Object
        && !IsPure(method) && !IsPure(method.ContainingType) && !IsPlatform(method.ContainingType);

    /// <summary>Whether a static holds what only makes sense when it changes.</summary>
    public static bool IsForSharing(ISymbol member) =>
        ((member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type)?.ContainingNamespace?.ToDisplayString() == "System.Collections.Concurrent";

    private static bool IsService(ITypeSymbol type) => type.TypeKind == TypeKind.Interface || (type is { TypeKind: TypeKind.Class, IsRecord: false } && !IsPlatform(type));

    private static bool IsAwaited(ITypeSymbol type) => TaskOrigin.IsTask(type) || type.Name == "IAsyncEnumerable";

    private static bool IsPure(ISymbol symbol) => symbol.GetAttributes().Any(a => a.AttributeClass?.Name == "PureAttribute");

    /// <summary>Logging, options and the like: what they do is no part of what the script decides.</summary>
    private static bool IsPlatform(ITypeSymbol type)
    {
        var space = type.ContainingNamespace;
        while (space is { ContainingNamespace.IsGlobalNamespace: false })
        {
            space = space.ContainingNamespace;
        }

        return space?.Name is "System" or "Microsoft";
    }
}
