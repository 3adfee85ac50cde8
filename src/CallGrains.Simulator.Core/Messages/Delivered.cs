namespace CallGrains.Simulator.Messages;

/// <summary>What the receiving network said.</summary>
internal sealed record Delivered(string State, string Code, string Description)
{
    public static Delivered Waiting { get; } = new("waiting", "0", "Message handed to the carrier, waiting for its receipt");

    public static Delivered Arrived { get; } = new("delivered", "0", "Message delivered to carrier");

    public static Delivered Spam { get; } = Failed("188", "Message rejected as spam: keyword");

    /// <summary>By the last digits of the number, as the phones' own behaviour.</summary>
    public static Delivered Of(string number) => number.Length < 4 ? Arrived : number[^4..] switch
    {
        "0190" => Failed("600", "Carrier queue full"),
        "0191" => Failed("902", "Message expired"),
        "0192" => Failed("750", "Message rejected by destination"),
        "0193" => Failed("720", "Bad destination address"),
        "0194" => Spam,
        _ => Arrived,
    };

    private static Delivered Failed(string code, string description) => new("not-delivered", code, description);
}
