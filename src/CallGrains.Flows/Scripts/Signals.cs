using System.Text.Json;

namespace CallGrains.Flows;

/// <summary>Makes the commands by which flows send signals.</summary>
internal static class Signals
{
    /// <exception cref="ArgumentException">The name is empty or the framework's own, or the address names no
    /// grain.</exception>
    public static SignalCommand Command(FlowAddress to, string name, object? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name[0] == SignalNames.Own)
        {
            throw new ArgumentException($"A signal cannot be named '{name}': names that begin with $ are the framework's own.", nameof(name));
        }

        if (!to.IsValid)
        {
            throw new ArgumentException($"'{to}' names no grain; take an address of FlowAddress.Call, Conference or Thread.", nameof(to));
        }

        return new SignalCommand(to.ToString(), name) { Value = value is null ? null : JsonSerializer.SerializeToElement(value, JsonSerializerOptions.Web) };
    }
}
