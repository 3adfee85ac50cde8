using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallGrains.Testing;

/// <summary>
/// Runs today's code over histories that were recorded: a change that calls in progress would not survive is found
/// before it is deployed. A history is what <c>GET /api/calls/ID/journal</c> or <c>callgrains export ID</c> gives; it
/// is never edited.
/// </summary>
/// <remarks>Nothing is sent, no step runs, no time passes. Safe for many threads.</remarks>
public static class HistoryReplay
{
    /// <summary>Checks that a flow still decides what a history says it decided.</summary>
    /// <param name="path">The file.</param>
    /// <param name="services">Adds what the flow's constructor is given. Steps are answered from the history, so what
    /// they would call is never called.</param>
    /// <param name="secrets">How what is encrypted in it is read; null for histories of flow tests, and where nothing
    /// is.</param>
    /// <typeparam name="TFlow">The flow's class, of the version that the history was recorded with.</typeparam>
    /// <exception cref="HistoryException">It decides something else; the message explains where. Or it holds secrets,
    /// and there is neither their key nor a placeholder.</exception>
    /// <exception cref="JournalFormatException">The file is no history, or of a newer form.</exception>
    public static void Verify<TFlow>(string path, Action<IServiceCollection>? services = null, HistorySecrets? secrets = null)
        where TFlow : class =>
        Verify<TFlow>(JournalDocument.Read(File.ReadAllBytes(path)), Path.GetFileName(path), services, secrets);

    /// <summary>Checks that a flow still decides what a history says it decided.</summary>
    /// <param name="history">The history.</param>
    /// <param name="name">What the failure calls it.</param>
    /// <param name="services">See the other overload.</param>
    /// <param name="secrets">See the other overload.</param>
    /// <typeparam name="TFlow">See the other overload.</typeparam>
    /// <exception cref="HistoryException">It decides something else; the message explains where.</exception>
    public static void Verify<TFlow>(JournalHistory history, string name, Action<IServiceCollection>? services = null, HistorySecrets? secrets = null)
        where TFlow : class
    {
        ArgumentNullException.ThrowIfNull(history);
        var flow = FlowDefinition.Of(typeof(TFlow));
        if ((flow.Name, flow.Version) != (history.Summary.Flow, history.Summary.FlowVersion))
        {
            throw new HistoryException(
                $"{name} is a history of flow '{history.Summary.Flow}' version {history.Summary.FlowVersion}, but {typeof(TFlow).Name} is '{flow.Name}' version {flow.Version}. Verify it with the class that is that version; delete the history only when no call of that version can be live.");
        }

        var registry = new FlowRegistry(Options.Create(new FlowOptions { Types = { typeof(TFlow) } }));
        var kernel = Load(secrets?.Read(history) ?? history, name, registry, secrets);
        var given = new ServiceCollection();
        services?.Invoke(given);
        using var provider = given.BuildServiceProvider();
        var divergence = new HistoryReplayer(flow.CreateRun(history.Summary.Address, provider), kernel) { ComparesStates = secrets is not { IsPlaceholder: true } }.Run();
        if (divergence is not null)
        {
            throw new HistoryException($"{name} does not fit {typeof(TFlow).Name} ('{flow.Name}' version {flow.Version}) any more.\n{divergence.Explain(kernel)}"
                + (secrets is { IsPlaceholder: true } ? "\nIts secrets were replaced by placeholders; with the journal's key (HistorySecrets.Of) it may fit." : ""));
        }
    }

    private static GrainKernel Load(JournalHistory history, string name, FlowRegistry registry, HistorySecrets? secrets)
    {
        try
        {
            return GrainKernel.Load(history.Summary.Address, history, registry, Worlds.World.ReadersWith(secrets?.Keys ?? Worlds.Replay.Keys));
        }
        catch (JournalFormatException e) when (history.Entries.Any(HasSecret))
        {
            throw new HistoryException($"{name} holds secrets that cannot be read here. {e.Message}\nGive Verify the journal's keys (HistorySecrets.Of), or digits in their place (HistorySecrets.Placeholder).");
        }
    }

    private static bool HasSecret(StoredEntry entry) => JournalKeys.IsSealed(entry.Body.Span) || JournalKeys.IsSealed(entry.Raw.Span);
}

/// <summary>
/// A history does not fit today's code. The message tells the entry, the decision in the journal, today's decision, and
/// the last input before.
/// </summary>
/// <param name="message">All of that.</param>
public sealed class HistoryException(string message) : Exception(message);
