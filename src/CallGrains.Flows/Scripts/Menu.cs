namespace CallGrains.Flows;

/// <summary>What a caller is asked to press, and how often. For <see cref="CallContext.MenuAsync"/>.</summary>
/// <param name="Prompt">What is asked.</param>
public sealed record Menu(Prompt Prompt)
{
    /// <summary>
    /// What is said or played after <see cref="Prompt"/>, in this order; nothing by default. The first key stops
    /// all of it.
    /// </summary>
    public IReadOnlyList<Prompt> FollowedBy { get; init; } = [];

    /// <summary>The choices that count (<c>["1", "2"]</c>); null for any digits.</summary>
    public IReadOnlyCollection<string>? Choices { get; init; }

    /// <summary>The fewest digits that count: 1 or more; 1 by default.</summary>
    public int LeastDigits { get; init; } = 1;

    /// <summary>The most digits, after which nothing more is waited for: 1 to 30; 1 by default.</summary>
    public int MostDigits { get; init; } = 1;

    /// <summary>How often it is asked: 1 to 20; 3 by default.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>The longest wait for each digit, up to 30 s; 5 s by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What is said first when nothing was pressed; null for nothing.</summary>
    public Prompt? OnSilence { get; init; }

    /// <summary>What is said first when something was pressed that does not count; null for nothing.</summary>
    public Prompt? OnWrong { get; init; }

    /// <summary>
    /// What is asked to have the digits confirmed: <see cref="ConfirmKey"/> confirms them, anything else asks anew.
    /// Null to ask for nothing.
    /// </summary>
    public Func<string, Prompt>? Confirm { get; init; }

    /// <summary>The key that confirms; 1 by default.</summary>
    public string ConfirmKey { get; init; } = "1";

    internal bool Takes(string digits) => digits.Length >= LeastDigits && (Choices is null || Choices.Contains(digits));

    internal void ThrowIfInvalid()
    {
        if (LeastDigits < 1 || MostDigits < LeastDigits || MostDigits > 30 || Attempts is < 1 or > 20)
        {
            throw new ArgumentException($"A menu takes 1 to 30 digits, no fewer at most than at least, and is asked 1 to 20 times; this one takes {LeastDigits} to {MostDigits} and is asked {Attempts} times.");
        }
    }
}

/// <summary>How a menu ended.</summary>
public enum MenuEnd
{
    /// <summary>Something was chosen.</summary>
    Chosen,

    /// <summary>Nothing was pressed at the last attempt.</summary>
    Silence,

    /// <summary>What was pressed at the last attempt does not count, or was not confirmed.</summary>
    Wrong,

    /// <summary>The call ended.</summary>
    HungUp,
}

/// <summary>What a menu came to.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Digits">What was chosen; empty unless something was.</param>
/// <param name="Attempts">How often it was asked.</param>
public sealed record MenuResult(MenuEnd End, string Digits, int Attempts)
{
    /// <summary>Whether something was chosen.</summary>
    public bool IsChosen => End == MenuEnd.Chosen;
}
