namespace CallGrains.Flows.Runtime;

/// <summary>What a grain knows, as its effects need it.</summary>
internal interface IEffectView
{
    FlowAddress Address { get; }

    string Carrier { get; }

    /// <summary>Whether the grain's carrier was chosen among several, so that its call may go by another.</summary>
    bool IsRouted { get; }

    bool IsOver(int leg);

    string? CallIdOf(int leg);

    bool IsConfirmed(int operation);

    string? ResourceOf(int operation);

    /// <summary>The operation that made the bridge that a leg is in; null for none.</summary>
    int? BridgeOf(int leg);

    bool KnowsResource(string id);

    /// <summary>The commands before this one, on its leg, that certainly took effect.</summary>
    IReadOnlyList<Command> EarlierThan(CommandDecided decided);

    /// <summary>Whether a text would go to one who has stopped them.</summary>
    ValueTask<bool> IsOptedOutAsync(SendMessageCommand text);

    /// <summary>
    /// Makes sure that no other activation is about to send the command too; fails when one has taken the grain over.
    /// </summary>
    Task ClaimAsync(int operation);

    /// <summary>
    /// Makes sure, as <see cref="ClaimAsync"/> does, and that the command goes to this carrier from here on, whoever
    /// sends it.
    /// </summary>
    Task MoveAsync(int operation, string carrier, string reason);

    /// <summary>
    /// How long ago the last entry that became durable was handed to the journal: then the grain was ours.
    /// </summary>
    TimeSpan LastProof { get; }
}
