using System.Diagnostics.CodeAnalysis;

namespace CallGrains;

/// <summary>
/// Phone numbers as carriers and flows write them: a plus, a digit that is not 0, 1 to 14 more digits
/// (<c>^\+[1-9][0-9]{1,14}$</c>).
/// </summary>
public static class E164
{
    /// <summary>Whether a text is such a number.</summary>
    /// <param name="text">The text.</param>
    public static bool IsNumber([NotNullWhen(true)] string? text) =>
        text is ['+', >= '1' and <= '9', _, ..] && text.Length <= 16 && !text.AsSpan(1).ContainsAnyExceptInRange('0', '9');
}
