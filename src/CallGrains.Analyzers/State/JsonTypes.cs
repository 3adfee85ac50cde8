using Microsoft.CodeAnalysis;

namespace CallGrains.Analyzers.State;

/// <summary>Types that System.Text.Json refuses or silently loses, whatever their members are.</summary>
internal static class JsonTypes
{
    private static readonly HashSet<string> Interfaces =
    [
        "IEnumerable", "ICollection", "IList", "IReadOnlyCollection", "IReadOnlyList", "ISet", "IReadOnlySet", "IDictionary", "IReadOnlyDictionary",
        "IImmutableList", "IImmutableSet", "IImmutableDictionary", "IImmutableQueue", "IImmutableStack",
    ];

    private static readonly HashSet<string> Keys = ["Guid", "DateTimeOffset", "TimeSpan", "DateOnly", "TimeOnly", "Uri", "Version", "Object", "Half", "Int128", "UInt128"];

    public static bool IsSystem(ITypeSymbol type)
    {
        var space = type.ContainingNamespace;
        while (space is { ContainingNamespace.IsGlobalNamespace: false })
        {
            space = space.ContainingNamespace;
        }

        return space?.Name == "System";
    }

    /// <summary>Why a type is not kept; null when its members decide.</summary>
    public static string? WhyNot(ITypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Delegate } => "a delegate is code, which JSON does not hold; keep what it is made from",
        { TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer } or { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr } => "a pointer means nothing in another process",
        { SpecialType: SpecialType.System_Object } => "an object comes back as a JsonElement; name its type",
        IArrayTypeSymbol { Rank: > 1 } => "arrays of several dimensions are refused; use an array of arrays",
        { IsTupleType: true } => "a tuple's values are fields, which are left out; use a record",
        { IsRefLikeType: true } => "it lives on the stack; use an array or a list",
        INamedTypeSymbol { Arity: 2 } map when map.Name.EndsWith("Dictionary", StringComparison.Ordinal) && !IsKey(map.TypeArguments[0]) => "the dictionary's key must be a string, a number, a date, a Guid or an enum",
        { TypeKind: TypeKind.Interface } when IsSystem(type) && !Interfaces.Contains(type.Name) => "an interface cannot be made when it is read; use a class",
        _ when Is(type, "Task", "System.Threading.Tasks") || Is(type, "ValueTask", "System.Threading.Tasks") => "a task is work under way; await it, and keep its result",
        _ when Is(type, "CancellationToken", "System.Threading") || Is(type, "Type", "System") => "it means nothing in another process; keep a name",
        _ when Derives(type, "Stream", "System.IO") => "a stream is not data; keep its bytes, or where it can be read again",
        _ when Derives(type, "ScriptContext", "CallGrains.Flows") || Is(type, "Leg", "CallGrains.Flows") || Is(type, "AudioHandle", "CallGrains.Flows") => "it lives in one run of the script; keep a number or a name",
        _ => null,
    };

    private static bool IsKey(ITypeSymbol key) =>
        key.TypeKind is TypeKind.Enum or TypeKind.TypeParameter
        || key.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_String or SpecialType.System_DateTime
        || (IsSystem(key) && Keys.Contains(key.Name));

    private static bool Is(ITypeSymbol type, string name, string space) => type.Name == name && type.ContainingNamespace?.ToDisplayString() == space;

    private static bool Derives(ITypeSymbol type, string name, string space)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (Is(t, name, space))
            {
                return true;
            }
        }

        return false;
    }
}
