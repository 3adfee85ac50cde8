using System.Globalization;
using System.Text;

namespace CallGrains;

/// <summary>A text as it is compared with keywords: what people put around and into a word does not count.</summary>
internal static class KeywordText
{
    /// <summary>Longer texts are sentences, whatever they begin with.</summary>
    private const int Longest = 80;

    /// <summary>
    /// Upper-case, compatibility forms made plain, without what is invisible, and without punctuation around or spaces
    /// and hyphens within.
    /// </summary>
    public static string Normalize(string text)
    {
        if (text.Length > Longest)
        {
            return "";
        }

        var runes = Plain(text).EnumerateRunes().Where(r => !IsInvisible(r)).ToList();
        var first = runes.FindIndex(r => !IsTrimmed(r));
        var last = runes.FindLastIndex(r => !IsTrimmed(r));
        var word = new StringBuilder();
        for (var i = Math.Max(first, 0); i <= last; i++)
        {
            word.Append(IsInner(runes[i]) ? "" : Rune.ToUpperInvariant(runes[i]).ToString());
        }

        return word.ToString();
    }

    /// <summary>
    /// Half a surrogate pair cannot be normalised, and becomes U+FFFD; full-width letters are made plain also where the
    /// runtime normalises nothing.
    /// </summary>
    private static string Plain(string text)
    {
        var valid = string.Concat(text.EnumerateRunes().Select(r => r.Value is >= 0xFF01 and <= 0xFF5E ? new Rune(r.Value - 0xFEE0) : r.Value == 0x3000 ? new Rune(' ') : r));
        return valid.Normalize(NormalizationForm.FormKC);
    }

    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format || rune.Value is >= 0xFE00 and <= 0xFE0F or 0x034F or 0x115F or 0x1160 or 0x3164 or 0xFFA0;

    private static bool IsTrimmed(Rune rune) => Rune.IsWhiteSpace(rune) || Rune.IsPunctuation(rune) || Rune.IsControl(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol or UnicodeCategory.MathSymbol;

    private static bool IsInner(Rune rune) => Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.DashPunctuation;
}
