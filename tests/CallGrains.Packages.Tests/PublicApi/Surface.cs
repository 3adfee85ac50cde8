using System.Reflection;
using System.Text;

namespace CallGrains.Packages.Tests.PublicApi;

/// <summary>
/// What a library offers, one line a member, sorted: what others may rely on, and what a change of it looks like.
/// </summary>
internal static class Surface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly library)
    {
        var text = new StringBuilder();
        foreach (var type in library.GetExportedTypes().Where(IsAuthored).OrderBy(Words.Full, StringComparer.Ordinal))
        {
            text.Append(Words.Summary(type)).Append('\n');
            foreach (var member in Members(type).Order(StringComparer.Ordinal).Distinct())
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            yield break;
        }

        foreach (var field in type.GetFields(Declared).Where(f => (f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly) && !f.IsSpecialName))
        {
            yield return Words.Of(field);
        }

        foreach (var property in type.GetProperties(Declared).Where(p => p.GetAccessors(true).Any(IsOpen) && p.Name != "EqualityContract"))
        {
            yield return Words.Of(property, IsOpen);
        }

        foreach (var method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)).Where(m => IsOpen(m) && IsAuthored(type, m)))
        {
            yield return Words.Of(method);
        }

        foreach (var happening in type.GetEvents(Declared).Where(e => IsOpen(e.AddMethod!)))
        {
            yield return $"event {Words.Name(happening.EventHandlerType!)} {happening.Name}";
        }
    }

    private static bool IsOpen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    /// <summary>Orleans and the compiler add types that nobody writes or names.</summary>
    private static bool IsAuthored(Type type) => !type.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), false)
        && !type.FullName!.Contains('<', StringComparison.Ordinal)
        && type.Namespace?.StartsWith("OrleansCodeGen", StringComparison.Ordinal) != true
        && !type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute), false);

    /// <summary>
    /// Accessors are told with their property, and what a record gets from the compiler is what "record" says.
    /// </summary>
    private static bool IsAuthored(Type type, MethodBase method) =>
        !(method is { IsSpecialName: true, IsConstructor: false } && !method.Name.StartsWith("op_", StringComparison.Ordinal))
        && !(Words.IsRecord(type) && (method.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), false) || method.Name is "<Clone>$" or "PrintMembers"))
        && method.Name is not ("ToString" or "Equals" or "GetHashCode" or "Finalize");
}
