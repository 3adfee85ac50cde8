namespace CallGrains.Flows.Runtime;

/// <summary>
/// By which carriers one command may go: the grain's own, but for a call to place and a text, which may go by several.
/// Where it goes is durable before it goes there. For one task.
/// </summary>
internal sealed class EffectRoute(CarrierRouter router, IEffectView view, PendingCommand command)
{
    private HashSet<string>? _tried;

    /// <summary>The carrier that it goes to.</summary>
    public string Current => command.Carrier ?? view.Carrier;

    /// <summary>The carrier that it goes to when this one does not take it; null for none.</summary>
    public string? Next => Candidates.FirstOrDefault(name => name != Current && _tried?.Contains(name) is not true);

    private IReadOnlyList<string> Candidates => command.Decided.Command switch
    {
        _ when !router.HasSeveral => [],
        SendMessageCommand { Carrier: { } named } => [named],
        SendMessageCommand text => router.ForText(text.From, text.To, view.Carrier),
        CreateCallCommand call when view.IsRouted && command.Decided.Leg == 0 => router.ForCall(call.From, call.To),
        _ => [],
    };

    /// <summary>Chooses the carrier of a command that was not sent yet.</summary>
    public async Task BeginAsync()
    {
        if (Candidates is [var best, ..] && best != Current)
        {
            await view.MoveAsync(command.Decided.Id, best, $"the routes choose it before {Current}");
        }
    }

    /// <summary>
    /// The carrier that a command goes to which its carrier did not take; null for none. Whoever stopped texts has
    /// stopped them at all carriers.
    /// </summary>
    public string? NextAfter(CommandOutcome outcome) =>
        outcome is { Status: OutcomeStatus.Refused, IsOptedOut: false, Error.Code: not Party.TakesNoTexts } ? Next : null;

    /// <summary>Gives it to another.</summary>
    public async Task GoOnAsync(CommandOutcome outcome, string to)
    {
        var from = Current;
        (_tried ??= new(StringComparer.Ordinal)).Add(from);
        router.Health.Moved(from, to, command.Decided.Command);
        await view.MoveAsync(command.Decided.Id, to, $"{from} did not take it: {outcome.Error?.Code} {outcome.Error?.Message}".TrimEnd());
    }
}
