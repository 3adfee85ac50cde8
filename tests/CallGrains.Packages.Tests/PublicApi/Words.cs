using System.Reflection;

namespace CallGrains.Packages.Tests.PublicApi;

/// <summary>Types and members in words near to C#.</summary>
internal static class Words
{
    private static readonly Dictionary<Type, string> Short = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(short)] = "short",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    private static readonly NullabilityInfoContext Nulls = new();

    public static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null
        || (type.IsValueType && type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null);

    /// <summary>A type's name with its namespace.</summary>
    public static string Full(Type type) => type.IsNested ? $"{Full(type.DeclaringType!)}.{Name(type)}" : $"{type.Namespace}.{Name(type)}";

    /// <summary>A type's name alone, arguments included.</summary>
    public static string Name(Type type) =>
        Short.TryGetValue(type, out var known) ? known
        : type.IsByRef ? Name(type.GetElementType()!)
        : type.IsArray ? $"{Name(type.GetElementType()!)}[]"
        : Nullable.GetUnderlyingType(type) is { } value ? $"{Name(value)}?"
        : !type.IsGenericType ? type.Name
        : $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";

    public static string Summary(Type type)
    {
        var bases = type.GetInterfaces().Where(i => i.IsPublic && !IsRecordsOwn(type, i)).Select(Name).Order(StringComparer.Ordinal);
        if (type.BaseType is { } ancestor && ancestor != typeof(object) && ancestor != typeof(ValueType) && ancestor != typeof(Enum))
        {
            bases = bases.Prepend(Name(ancestor)).OrderBy(_ => 0);
        }

        var list = string.Join(", ", bases);
        return $"{Kind(type)} {Full(type)}{(list.Length == 0 || type.IsEnum ? "" : " : " + list)}";
    }

    public static string Of(FieldInfo field)
    {
        if (field.DeclaringType!.IsEnum)
        {
            return $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), null)}";
        }

        var kind = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        return $"{kind}{Typed(field.FieldType, Nulls.Create(field).ReadState)} {field.Name}{(field.IsLiteral ? $" = {field.GetRawConstantValue()}" : "")}";
    }

    public static string Of(PropertyInfo property, Func<MethodBase, bool> isOpen)
    {
        var some = property.GetMethod ?? property.SetMethod!;
        var set = property.SetMethod is { } s && isOpen(s)
            ? s.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit") ? " init;" : " set;"
            : "";
        var index = property.GetIndexParameters() is { Length: > 0 } keys ? $"[{string.Join(", ", keys.Select(Of))}]" : "";
        var required = property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute)) ? "required " : "";
        return $"{Reach(some)}{required}{Typed(property.PropertyType, Nulls.Create(property).ReadState)} {property.Name}{index} {{{(property.GetMethod is { } g && isOpen(g) ? " get;" : "")}{set} }}";
    }

    public static string Of(MethodBase method)
    {
        var given = string.Join(", ", method.GetParameters().Select(Of));
        if (method is not MethodInfo returning)
        {
            return $"{Reach(method)}new({given})";
        }

        var arguments = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
        return $"{Reach(method)}{Typed(returning.ReturnType, Nulls.Create(returning.ReturnParameter).ReadState)} {method.Name}{arguments}({given})";
    }

    private static string Of(ParameterInfo parameter)
    {
        var way = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? (parameter.IsIn ? "in " : "ref ") : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        var standard = !parameter.HasDefaultValue ? "" : parameter.RawDefaultValue switch { null => " = null", string s => $" = \"{s}\"", bool b => b ? " = true" : " = false", var v => $" = {v}" };
        return $"{way}{Typed(parameter.ParameterType, Nulls.Create(parameter).WriteState)} {parameter.Name}{standard}";
    }

    private static string Typed(Type type, NullabilityState state) => Name(type) + (state == NullabilityState.Nullable && !type.IsValueType ? "?" : "");

    private static string Reach(MethodBase method) =>
        (method.IsFamily || method.IsFamilyOrAssembly ? "protected " : "")
        + (method.IsStatic ? "static " : method.IsAbstract && !method.DeclaringType!.IsInterface ? "abstract " : method.IsVirtual && !method.IsFinal && !method.DeclaringType!.IsInterface ? (IsOverride(method) ? "override " : "virtual ") : "");

    private static bool IsOverride(MethodBase method) => method is MethodInfo m && m.GetBaseDefinition().DeclaringType != m.DeclaringType;

    private static bool IsRecordsOwn(Type type, Type implemented) => IsRecord(type) && implemented.IsGenericType && implemented.GetGenericTypeDefinition() == typeof(IEquatable<>);

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        _ when type.IsSubclassOf(typeof(Delegate)) => "delegate",
        { IsValueType: true } => IsRecord(type) ? "record struct" : "struct",
        _ => (type is { IsAbstract: true, IsSealed: true } ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + (IsRecord(type) ? "record" : "class"),
    };
}
