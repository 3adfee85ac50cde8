namespace CallGrains.Simulator.Messages;

/// <summary>
/// Into how many pieces a network cuts a text: 160 characters of the GSM alphabet or 70 of any other; in several pieces
/// each has room for 153 or 67, since its place is written into it. No character is cut in two.
/// </summary>
internal static class Segments
{
    private const int WholeGsm = 160;
    private const int PartGsm = 153;
    private const int WholeOther = 70;
    private const int PartOther = 67;

    private static readonly HashSet<char> Gsm =
    [
        .. "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
    ];

    /// <summary>Characters that take the place of two.</summary>
    private static readonly HashSet<char> Extension = [.. "\f^{}\\[~]|€"];

    public static int Of(string text)
    {
        var isGsm = text.All(sign => Gsm.Contains(sign) || Extension.Contains(sign));
        var lengths = isGsm ? text.Select(sign => Extension.Contains(sign) ? 2 : 1) : text.EnumerateRunes().Select(rune => rune.Utf16SequenceLength);
        return Count(lengths, isGsm ? WholeGsm : WholeOther, isGsm ? PartGsm : PartOther);
    }

    private static int Count(IEnumerable<int> lengths, int whole, int part)
    {
        var (total, pieces, used) = (0, 1, 0);
        foreach (var length in lengths)
        {
            total += length;
            if (used + length > part)
            {
                pieces++;
                used = 0;
            }

            used += length;
        }

        return total <= whole ? 1 : pieces;
    }
}
