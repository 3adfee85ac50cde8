using System.Collections;
using System.Reflection;
using CallGrains.Bandwidth;
using CallGrains.AspNetCore.Ingress;
using CallGrains.AspNetCore.Operations;
using CallGrains.Telnyx;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// Which options each section of the configuration sets: what is checked at start, and what the schema for editors
/// describes.
/// </summary>
internal static class SettingsSections
{
    /// <summary>The sections by path, each before those below it.</summary>
    public static readonly IReadOnlyList<(string Path, Type Type)> All =
    [
        (HostSettings.SectionName, typeof(HostSettings)),
        (HostSettings.SectionName + ":Flows", typeof(FlowOptions)),
        (HostSettings.SectionName + ":Grains", typeof(GrainOptions)),
        (IngressOptions.Section, typeof(IngressOptions)),
        (OperationsOptions.Section, typeof(OperationsOptions)),
        (BandwidthOptions.SectionName, typeof(BandwidthOptions)),
        (TelnyxOptions.SectionName, typeof(TelnyxOptions)),
    ];

    /// <summary>Sections whose options are another library's; whatever stands there is left to it.</summary>
    public static readonly IReadOnlyList<string> Foreign = [HostSettings.SectionName + ":Cluster:Membership", HostSettings.SectionName + ":Cluster:Gateway"];

    /// <summary>The properties that a configuration can set.</summary>
    public static IEnumerable<PropertyInfo> PropertiesOf(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => IsSimple(p.PropertyType) ? p.SetMethod is { IsPublic: true } : IsGroup(p.PropertyType) || IsSimple(ElementOf(p.PropertyType)) || IsGroup(ElementOf(p.PropertyType)));

    /// <summary>Whether it is one value, given as text.</summary>
    public static bool IsSimple(Type? type) =>
        type is not null && (Bare(type) is { } t) && (t.IsPrimitive || t.IsEnum || t == typeof(string) || t == typeof(TimeSpan) || t == typeof(Uri) || t == typeof(decimal));

    /// <summary>Whether it is options of ours below a name of their own.</summary>
    public static bool IsGroup(Type? type) => type is { IsClass: true } && type != typeof(string) && type.Namespace?.StartsWith("CallGrains", StringComparison.Ordinal) == true;

    /// <summary>What a list or a dictionary with names holds; null for anything else.</summary>
    public static Type? ElementOf(Type type) =>
        IsDictionary(type) ? type.GetGenericArguments()[1] : type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)) ? type.GetGenericArguments()[0] : null;

    /// <summary>Whether its names are the user's own.</summary>
    public static bool IsDictionary(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDictionary<,>);

    /// <summary>The type without its question mark.</summary>
    public static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
