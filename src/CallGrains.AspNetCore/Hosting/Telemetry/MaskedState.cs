using System.Collections;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// The values of a line or a scope, masked, in the form that formatters expect; made when somebody reads them. HTTP
/// clients open a scope for each request, and mostly nobody does.
/// </summary>
/// <param name="state">What is logged.</param>
/// <param name="text">It as a line; null to name the values.</param>
internal sealed class MaskedState(object? state, string? text) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => Values.Length;

    private KeyValuePair<string, object?>[] Values =>
        field ??= state is IEnumerable<KeyValuePair<string, object?>> values ? [.. values.Select(v => new KeyValuePair<string, object?>(v.Key, Masked(v.Value)))] : [];

    public KeyValuePair<string, object?> this[int index] => Values[index];

    public override string ToString() => text is not null ? Masking.Of(text)
        : state is KeyValuePair<string, object?>[]? string.Join(", ", Values.Select(v => $"{v.Key}:{v.Value}"))
        : Masking.Of(state?.ToString() ?? "");

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)Values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Numbers that count something stay; what is told in words may hold anything.</summary>
    private static object? Masked(object? value) => value switch
    {
        null => null,
        FlowAddress grain => Masking.Of(grain),
        string or Uri or Exception => Masking.Of(value.ToString()!),
        _ => value,
    };
}
