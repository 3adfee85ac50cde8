using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Gathers;

namespace CallGrains.Simulator.Telnyx;

/// <summary>What a gather asks for.</summary>
/// <param name="Minimum">Fewer digits are no input.</param>
/// <param name="Maximum">As many end it.</param>
/// <param name="Terminating">The key that ends it, which is not among its digits.</param>
/// <param name="Valid">The keys that it takes.</param>
/// <param name="First">How long the first key may take, from the end of the prompt.</param>
/// <param name="Between">How long each further key may take.</param>
internal sealed record GatherOrder(int Minimum, int Maximum, string Terminating, string Valid, TimeSpan First, TimeSpan Between)
{
    /// <summary>How long all of it may take; null for no limit.</summary>
    public TimeSpan? Whole { get; init; }

    public int Tries { get; init; } = 1;

    public AudioRequest? Prompt { get; init; }

    /// <summary>What is said in place of the prompt after a wrong input.</summary>
    public AudioRequest? InvalidPrompt { get; init; }

    /// <summary>Its id, if the application gave it one.</summary>
    public string? Id { get; init; }

    public bool Takes(string digits) => digits.Length >= Minimum && digits.All(digit => Valid.Contains(digit, StringComparison.Ordinal));
}

/// <summary>A gather of a leg; its tries are gathers of the simulator's core.</summary>
internal sealed class GatherRun(GatherOrder order)
{
    public GatherOrder Order => order;

    public int TriesLeft { get; set; } = order.Tries;

    /// <summary>The try that runs; null while its prompt waits for its turn.</summary>
    public Gather? Current { get; set; }
}
