namespace CallGrains.TestSupport.Samples;

/// <summary>What is a phone number and what is not: all who check numbers are tested with this list.</summary>
public static class NumberSamples
{
    /// <summary>Texts, and whether each is a number (E.164).</summary>
    public static IEnumerable<(string Text, bool IsNumber)> All =>
    [
        ("+15550100", true), ("+12", true), ("+442071838750", true), ("+123456789012345", true),
        ("+1234567890123456", false), ("+1", false), ("+", false), ("", false), (" ", false),
        ("+05550100", false), ("+0", false), ("15550100", false), ("0015550100", false), ("++15550100", false),
        ("+1 555 0100", false), ("+1-555-0100", false), ("+1555O100", false), ("+15550100\n", false), ("\n+15550100", false),
        ("+١٢٣٤٥٦٧", false), ("anonymous", false), ("sip:a@b.example", false),
    ];
}
