using Microsoft.CodeAnalysis;

namespace CallGrains.Analyzers.State;

/// <summary>
/// What System.Text.Json's web defaults lose of a type. Types of .NET that are not on the list count as kept.
/// </summary>
internal sealed class JsonShape
{
    private readonly HashSet<ITypeSymbol> _seen = new(SymbolEqualityComparer.Default);

    /// <summary>Each member that is lost, as <c>Type.Member</c>, and what to do about it.</summary>
    public IEnumerable<(string Path, string Why)> Faults(ITypeSymbol type) => Faults(type, type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));

    private IEnumerable<(string Path, string Why)> Faults(ITypeSymbol type, string path)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            type = nullable.TypeArguments[0];
        }

        if (JsonTypes.WhyNot(type) is { } why)
        {
            return [(path, why)];
        }

        if (type is IArrayTypeSymbol array)
        {
            return Faults(array.ElementType, path);
        }

        if (type is not INamedTypeSymbol named || !_seen.Add(type) || Has(type, "JsonConverter"))
        {
            return [];
        }

        var inner = named.TypeArguments.Where(_ => JsonTypes.IsSystem(named)).SelectMany(t => Faults(t, path));
        return named.DeclaringSyntaxReferences.IsEmpty || named.TypeKind == TypeKind.Enum ? inner : [.. inner, .. OfOwnType(named)];
    }

    private IEnumerable<(string Path, string Why)> OfOwnType(INamedTypeSymbol type)
    {
        if (type.IsAbstract || type.TypeKind == TypeKind.Interface)
        {
            return Has(type, "JsonDerivedType") ? [] : [(type.Name, "nobody can tell which class to make when it is read; use a class, or list them with [JsonDerivedType]")];
        }

        var constructor = Constructor(type, out var fault);
        return fault is not null ? [(type.Name, fault)] : Members(type).SelectMany(m => OfMember(type, m, constructor));
    }

    private IEnumerable<(string Path, string Why)> OfMember(INamedTypeSymbol type, ISymbol member, IMethodSymbol? constructor)
    {
        var path = $"{type.Name}.{member.Name}";
        if (member is IFieldSymbol field)
        {
            return Has(field, "JsonInclude") ? Faults(field.Type, path) : [(path, "fields are left out; make it a property { get; set; }, or mark it [JsonInclude] or [JsonIgnore]")];
        }

        var property = (IPropertySymbol)member;
        var included = Has(property, "JsonInclude");
        if (Has(property, "JsonConverter"))
        {
            return [];
        }

        if (property.DeclaredAccessibility != Accessibility.Public && !included)
        {
            return [(path, "it is not public, so it is left out; make it public, or mark it [JsonInclude] or [JsonIgnore]")];
        }

        var isSet = property.SetMethod is { } set && (included || set.DeclaredAccessibility == Accessibility.Public);
        return isSet || constructor?.Parameters.Any(p => string.Equals(p.Name, property.Name, StringComparison.OrdinalIgnoreCase)) == true
            ? Faults(property.Type, path)
            : [(path, "it is written but cannot be read back; give it a public { get; set; } or { get; init; }, or mark it [JsonIgnore]")];
    }

    /// <summary>What holds data: fields that anyone may set, and properties that are not computed.</summary>
    private static IEnumerable<ISymbol> Members(INamedTypeSymbol type)
    {
        for (var t = type; t is not null && !t.DeclaringSyntaxReferences.IsEmpty; t = t.BaseType)
        {
            var members = t.GetMembers().Where(m => !m.IsStatic && !m.IsImplicitlyDeclared && !Has(m, "JsonIgnore")).ToList();
            var stored = new HashSet<ISymbol?>(t.GetMembers().OfType<IFieldSymbol>().Select(f => f.AssociatedSymbol), SymbolEqualityComparer.Default);
            foreach (var member in members.Where(m => m is IFieldSymbol { AssociatedSymbol: null, DeclaredAccessibility: Accessibility.Public } || stored.Contains(m)))
            {
                yield return member;
            }
        }
    }

    private static IMethodSymbol? Constructor(INamedTypeSymbol type, out string? fault)
    {
        fault = null;
        var open = type.InstanceConstructors.Where(c => c.DeclaredAccessibility == Accessibility.Public).ToList();
        var marked = type.InstanceConstructors.FirstOrDefault(c => Has(c, "JsonConstructor"));
        var used = marked ?? open.FirstOrDefault(c => c.Parameters.IsEmpty) ?? (open.Count == 1 ? open[0] : null);
        if (used is null)
        {
            fault = open.Count == 0
                ? "it has no public constructor; add one"
                : "it has several public constructors and none without parameters; mark one [JsonConstructor]";
        }
        else if (used.Parameters.FirstOrDefault(p => !HasMember(type, p.Name)) is { } parameter)
        {
            fault = $"the constructor's parameter '{parameter.Name}' has no property of its name, so it cannot be filled; name them alike";
        }

        return used;
    }

    private static bool HasMember(INamedTypeSymbol type, string name)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (t.GetMembers().Any(m => m is IPropertySymbol && string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(ISymbol symbol, string attribute) => symbol.GetAttributes().Any(a => a.AttributeClass?.Name is { } name && (name == attribute + "Attribute" || name.StartsWith(attribute + "Attribute`", StringComparison.Ordinal)));
}
