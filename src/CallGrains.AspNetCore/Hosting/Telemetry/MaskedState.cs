using System.Collections;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>The values of a line or a scope, masked, in the form that formatters expect.</summary>
internal sealed class MaskedState : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?>[] _values;
    private readonly string _text;

    /// <param name="state">What is logged.</param>
    /// <param name="text">It as a line; null to name the values.</param>
    public MaskedState(object? state, string? text)
    {
        _values = state is IEnumerable<KeyValuePair<string, object?>> values ? [.. values.Select(v => new KeyValuePair<string, object?>(v.Key, Masked(v.Value)))] : [];
        _text = text is not null ? Masking.Of(text) : _values.Length > 0 ? string.Join(", ", _values.Select(v => $"{v.Key}:{v.Value}")) : Masking.Of(state?.ToString() ?? "");
    }

    public int Count => _values.Length;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public override string ToString() => _text;

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Numbers that count something stay; what is told in words may hold anything.</summary>
    private static object? Masked(object? value) => value switch
    {
        null => null,
        FlowAddress grain => Masking.Of(grain),
        string or Uri => Masking.Of(value.ToString()!),
        Exception => Masking.Of(value.ToString()!),
        _ => value,
    };
}
