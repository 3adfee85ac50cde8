using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CallGrains.Analyzers.Replay;

/// <summary>What an operation writes: variables themselves, or what a collection or object in them holds.</summary>
internal static class Writes
{
    private static readonly HashSet<string> Mutators =
    [
        "Add", "AddRange", "TryAdd", "AddOrUpdate", "GetOrAdd", "Insert", "InsertRange", "Remove", "RemoveAt", "RemoveAll", "RemoveRange", "TryRemove", "TryUpdate", "Clear",
        "Enqueue", "Dequeue", "TryDequeue", "Push", "Pop", "TryPop", "TryTake", "Sort", "Reverse", "UnionWith", "ExceptWith", "IntersectWith", "SymmetricExceptWith",
        "AddFirst", "AddLast", "AddBefore", "AddAfter", "RemoveFirst", "RemoveLast",
    ];

    /// <summary>The variables that an operation writes, and whether it writes them or only what they hold.</summary>
    public static IEnumerable<(IOperation Variable, bool Itself)> Of(IOperation operation) => operation switch
    {
        IDeconstructionAssignmentOperation { Target: ITupleOperation tuple } => tuple.Elements.SelectMany(Target),
        IAssignmentOperation assignment => Target(assignment.Target),
        IIncrementOrDecrementOperation step => Target(step.Target),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => Target(argument.Value),
        IInvocationOperation { Instance: { } collection } call when Mutators.Contains(call.TargetMethod.Name) && IsCollection(collection.Type) => Target(collection).Select(t => (t.Variable, false)),
        _ => [],
    };

    /// <summary>Whether a variable is declared outside a piece of code.</summary>
    public static bool IsOutside(IOperation variable, SyntaxNode code) => variable switch
    {
        ILocalReferenceOperation { Local: var local } => IsOutside(local, code),
        IParameterReferenceOperation { Parameter: var parameter } => IsOutside(parameter, code),
        _ => false,
    };

    /// <summary>Whether a variable is a field of the object itself, or a property that is one.</summary>
    public static bool IsOwnField(IOperation variable) => variable switch
    {
        IFieldReferenceOperation { Field.IsStatic: false, Instance: IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } => true,
        IPropertyReferenceOperation { Property.IsStatic: false, Instance: IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } p => IsAutomatic(p.Property),
        IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } p => InBody(p),
        _ => false,
    };

    /// <summary>
    /// Whether what a variable holds was made by the code that declares it, and did not come from elsewhere.
    /// </summary>
    public static bool IsMadeHere(IOperation variable) =>
        Symbol(variable)?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
        {
            VariableDeclaratorSyntax { Initializer.Value: var value } => IsCreation(value),
            PropertyDeclarationSyntax { Initializer.Value: var value } => IsCreation(value),
            _ => false,
        };

    /// <summary>What stands for a variable's declaration; null where it is no variable.</summary>
    public static ISymbol? Symbol(IOperation variable) => variable switch
    {
        ILocalReferenceOperation l => l.Local,
        IFieldReferenceOperation f => f.Field,
        IPropertyReferenceOperation p => p.Property,
        IParameterReferenceOperation p => p.Parameter,
        _ => null,
    };

    public static bool IsCollection(ITypeSymbol? type) => type is IArrayTypeSymbol
        || (type?.ContainingNamespace is { } space && space.ToDisplayString() is "System.Collections" or "System.Collections.Generic" or "System.Collections.Concurrent" or "System.Collections.ObjectModel");

    private static IEnumerable<(IOperation Variable, bool Itself)> Target(IOperation target) => target switch
    {
        ILocalReferenceOperation or IParameterReferenceOperation => [(target, true)],
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } => [(target, true)],
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } p when p.Arguments.IsEmpty => [(target, true)],
        IMemberReferenceOperation { Instance: { } holder } => Target(holder).Select(t => (t.Variable, false)),
        IArrayElementReferenceOperation { ArrayReference: { } array } => Target(array).Select(t => (t.Variable, false)),
        IConversionOperation conversion => Target(conversion.Operand),
        ITupleOperation tuple => tuple.Elements.SelectMany(Target),
        _ => [],
    };

    private static bool IsOutside(ISymbol symbol, SyntaxNode code) =>
        symbol.DeclaringSyntaxReferences.FirstOrDefault() is { } declared && !(declared.SyntaxTree == code.SyntaxTree && code.Span.Contains(declared.Span));

    private static bool IsAutomatic(IPropertySymbol property) =>
        property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property));

    /// <summary>A parameter of a primary constructor that a method uses is a field of the object.</summary>
    private static bool InBody(IParameterReferenceOperation parameter) =>
        parameter.Parameter.ContainingSymbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is TypeDeclarationSyntax;

    private static bool IsCreation(ExpressionSyntax value) =>
        value is BaseObjectCreationExpressionSyntax or CollectionExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax or AnonymousObjectCreationExpressionSyntax;
}
