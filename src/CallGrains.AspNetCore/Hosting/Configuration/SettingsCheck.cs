using System.ComponentModel;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// Finds keys that no option has, and values that are not of their option's kind: binding leaves out the ones without a
/// word, and stops at the first of the others with a stack trace.
/// </summary>
internal sealed class SettingsCheck
{
    private readonly IConfiguration _configuration;
    private readonly List<string> _faults = [];

    private SettingsCheck(IConfiguration configuration) => _configuration = configuration;

    /// <summary>
    /// All that is wrong, each with what to write instead. A value that cannot be read is replaced by the option's
    /// default, so that the other checks can go on; the application is to be refused.
    /// </summary>
    public static IReadOnlyList<string> Run(IConfiguration configuration)
    {
        var check = new SettingsCheck(configuration);
        foreach (var (path, type) in SettingsSections.All.Where(s => s.Path.IndexOf(':', StringComparison.Ordinal) < 0))
        {
            check.Group(configuration.GetSection(path), type, Activator.CreateInstance(type));
        }

        check.Levels(configuration.GetSection("Logging"));
        return check._faults;
    }

    /// <summary>
    /// Levels of logging, which the framework would refuse with a stack trace, and before anything else.
    /// </summary>
    private void Levels(IConfigurationSection logging)
    {
        foreach (var level in logging.GetChildren().Where(c => c.Key == "LogLevel").Concat(logging.GetChildren().SelectMany(c => c.GetChildren().Where(l => l.Key == "LogLevel"))).SelectMany(c => c.GetChildren()))
        {
            Simple(level, typeof(LogLevel), LogLevel.Information);
        }
    }

    private void Group(IConfigurationSection section, Type type, object? defaults)
    {
        var properties = SettingsSections.PropertiesOf(type).ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        var below = SettingsSections.All.Where(s => IsBelow(s.Path, section.Path)).ToDictionary(s => s.Path[(section.Path.Length + 1)..], StringComparer.OrdinalIgnoreCase);
        var foreign = SettingsSections.Foreign.Where(f => IsBelow(f, section.Path)).Select(f => f[(section.Path.Length + 1)..]).ToList();
        if (section.Value is { Length: > 0 })
        {
            _faults.Add($"{section.Path} is one value, but has settings below it; write for example {section.Path}:{properties.Keys.Concat(below.Keys).First()}.");
        }

        foreach (var child in section.GetChildren())
        {
            if (properties.TryGetValue(child.Key, out var property))
            {
                Value(child, property.PropertyType, defaults is null ? null : property.GetValue(defaults));
            }
            else if (below.TryGetValue(child.Key, out var known))
            {
                Group(child, known.Type, Activator.CreateInstance(known.Type));
            }
            else if (!foreign.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                _faults.Add(Unknown(child, [.. properties.Keys, .. below.Keys, .. foreign]));
            }
        }
    }

    private void Value(IConfigurationSection section, Type type, object? otherwise)
    {
        if (SettingsSections.IsSimple(type))
        {
            Simple(section, SettingsSections.Bare(type), otherwise);
        }
        else if (SettingsSections.ElementOf(type) is { } element)
        {
            foreach (var child in section.GetChildren())
            {
                Value(child, element, SettingsSections.IsGroup(element) ? Activator.CreateInstance(element) : null);
            }
        }
        else
        {
            Group(section, type, otherwise ?? Activator.CreateInstance(type));
        }
    }

    private void Simple(IConfigurationSection section, Type type, object? otherwise)
    {
        if (section.GetChildren().FirstOrDefault() is { } child)
        {
            _faults.Add($"{child.Path} is no setting: {section.Path} is one value.");
        }

        // Nothing, where nothing is the default, is what an empty variable of the environment says.
        if (section.Value is not { } value || (value.Length == 0 && otherwise is null) || CanRead(value, type))
        {
            return;
        }

        _faults.Add($"{section.Path} is '{value}'; write {Kind(type)}.");
        _configuration[section.Path] = Convert.ToString(otherwise ?? (type.IsValueType ? Activator.CreateInstance(type) : ""), CultureInfo.InvariantCulture);
    }

    private static bool CanRead(string value, Type type)
    {
        try
        {
            return type == typeof(string) || TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value) is not null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "one of " + string.Join(", ", Enum.GetNames(type)),
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(TimeSpan) => "a time such as 00:00:30 (seconds) or 7.00:00:00 (days)",
        _ when type == typeof(Uri) => "an address such as https://calls.example.com",
        _ when type == typeof(double) || type == typeof(float) || type == typeof(decimal) => "a number",
        _ => "a whole number",
    };

    private static string Unknown(IConfigurationSection section, IReadOnlyList<string> known)
    {
        var parent = section.Path[..^(section.Key.Length + 1)];
        return NearName.Of(section.Key, known) is { } near
            ? $"{section.Path} is no setting; did you mean {parent}:{near}?"
            : $"{section.Path} is no setting; in {parent} there are: {string.Join(", ", known.Order(StringComparer.Ordinal))}.";
    }

    private static bool IsBelow(string path, string parent) =>
        path.Length > parent.Length && path.StartsWith(parent + ":", StringComparison.OrdinalIgnoreCase) && path.IndexOf(':', parent.Length + 1) < 0;
}
