using System.Text.Json;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// A command as its grain's journal tells of it: what was decided, what became of it, who sent it again.
/// </summary>
internal sealed class JournalledCommand
{
    private readonly Dictionary<int, CommandOutcome> _outcomes = [];
    private readonly List<(string Id, int Operation)> _retries = [];
    private CommandDecided? _decided;
    private bool _isSealed;

    private JournalledCommand()
    {
    }

    /// <summary>The command of a number; null when the journal has none.</summary>
    public static async Task<JournalledCommand?> FindAsync(IAsyncEnumerable<JournalPart> parts, int operation)
    {
        var command = new JournalledCommand();
        await foreach (var part in parts)
        {
            for (var i = 0; i < part.Entries.Count; i++)
            {
                command.Take(StoredEntries.Open(part.Entries[i]), part.First + i, operation);
            }
        }

        return command._decided is null ? null : command;
    }

    /// <summary>Whether this very request is in the journal already.</summary>
    public bool WasAskedAs(string signal) => _retries.Exists(r => r.Id == signal);

    /// <summary>Why it cannot be sent again; null when it can.</summary>
    public string? Obstacle => _decided!.Command is var command && !CanBeSentAgain(command) ? $"only its flow knows what a {NameOf(command)} is for; redirect the call to a flow that asks for it anew"
        : _isSealed || command.IsSensitive ? "it holds a secret that nobody but its flow may see"
        : OutcomeObstacle(_decided.Id) ?? (_retries is [.., var last] && RetryObstacle(last.Operation) is { } why ? $"it was sent again as command {last.Operation}, and that {why}" : null);

    /// <summary>What the grain needs to send it again.</summary>
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(
        new FailedCommand(_decided!.Id, _decided.Leg, _decided.Tag, JsonSerializer.SerializeToElement(_decided.Command, JournalJson.Default.Command)), JsonSerializerOptions.Web);

    private void Take(JournalEntry? entry, long sequence, int operation)
    {
        switch (entry)
        {
            case DecisionEntry decision when decision.Items.OfType<CommandDecided>().FirstOrDefault(c => c.Id == operation) is { } decided:
                (_decided, _isSealed) = (decided, decision.SealedBy is not null);
                break;
            case OutcomeEntry outcome:
                _outcomes[outcome.Operation] = outcome.Outcome;
                break;
            case SignalEntry { Name: SignalNames.Retry } retry when retry.Value?.Deserialize<FailedCommand>(JsonSerializerOptions.Web)?.Operation == operation:
                // The decision beside it bears the number of its entry.
                _retries.Add((retry.Id, (int)-(sequence + 1)));
                break;
        }
    }

    private string? OutcomeObstacle(int operation) => _outcomes.GetValueOrDefault(operation)?.Status switch
    {
        null => "it has no outcome yet",
        OutcomeStatus.Done => "it was done",
        OutcomeStatus.Gone => "the call was over",
        _ => null,
    };

    private string? RetryObstacle(int operation) => _outcomes.GetValueOrDefault(operation)?.Status switch
    {
        null => "has no outcome yet",
        OutcomeStatus.Done => "was done",
        _ => null,
    };

    /// <summary>Whether the flow need not hear of what comes of it: no leg, no digits, no conference.</summary>
    private static bool CanBeSentAgain(Command command) => command is
        AnswerCommand or HangupCommand or SpeakCommand or PlayCommand or StopAudioCommand or SendDtmfCommand or RecordCommand or TranscribeCommand or SendMessageCommand;

    private static string NameOf(Command command) => command.GetType().Name.Replace("Command", "", StringComparison.Ordinal);
}
