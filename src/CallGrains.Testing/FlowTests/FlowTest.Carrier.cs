using CallGrains.Testing.Worlds;

namespace CallGrains.Testing;

/// <content>What the carrier is asked, and how it goes wrong.</content>
public sealed partial class FlowTest
{
    private readonly List<Failing> _failing = [];
    private readonly List<Losing> _losing = [];

    /// <summary>
    /// Waits until flows have sent a command, each try counted; or have decided one to another grain (a signal, a call
    /// to start).
    /// </summary>
    /// <param name="which">Which; null for any of its type.</param>
    /// <param name="times">How many of them, at least.</param>
    /// <typeparam name="TCommand">Its type: <see cref="SpeakCommand"/>, <see cref="SendMessageCommand"/>, …</typeparam>
    /// <exception cref="FlowTestException">They do not.</exception>
    public Task Sent<TCommand>(Func<TCommand, bool>? which = null, int times = 1)
        where TCommand : Command
    {
        Await(() => Requests(which) >= times, $"{(times == 1 ? "such a" : $"{times} times such a")} {typeof(TCommand).Name} is sent", () => null);
        return Task.CompletedTask;
    }

    /// <summary>No such command was sent so far, nor is one about to be without time passing.</summary>
    /// <param name="which">Which; null for any of its type.</param>
    /// <param name="after">How many there may be: zero, or those that the test knows of.</param>
    /// <typeparam name="TCommand">Its type.</typeparam>
    /// <exception cref="FlowTestException">One was.</exception>
    public Task SentNo<TCommand>(Func<TCommand, bool>? which = null, int after = 0)
        where TCommand : Command
    {
        Settles();
        return Requests(which) is var sent && sent <= after
            ? Task.CompletedTask
            : throw Failure($"No {(after == 0 ? "" : "more ")}such {typeof(TCommand).Name} was to be sent.", $"{sent} were.");
    }

    /// <summary>The carrier gets the next commands of a type wrong.</summary>
    /// <param name="how">How; after a crash a new process takes over.</param>
    /// <param name="times">How many of them.</param>
    /// <typeparam name="TCommand">Their type; <see cref="Command"/> for all.</typeparam>
    public void Fails<TCommand>(RequestFault how, int times = 1)
        where TCommand : Command
    {
        _failing.Add(new Failing(typeof(TCommand), how, times));
        _world.Network.Fault = (_, request) => _failing.Find(f => f.Takes(request.Command))?.How ?? RequestFault.None;
    }

    /// <summary>The carrier forgets to tell events: their callbacks never come.</summary>
    /// <param name="eventType">The type in the carrier's words (<see cref="EventTypes"/>): <c>gather</c>,
    /// <c>hangup</c>, …</param>
    /// <param name="times">How many of them; all by default.</param>
    public void Loses(string eventType, int times = int.MaxValue)
    {
        _losing.Add(new Losing(eventType, times));
        _world.Network.Loses = type => _losing.Exists(l => l.Takes(type));
    }

    /// <summary>What goes to other grains never comes to the carrier; it counts from the decision on.</summary>
    private int Requests<TCommand>(Func<TCommand, bool>? which)
        where TCommand : Command
    {
        var sent = typeof(GrainCommand).IsAssignableFrom(typeof(TCommand))
            ? Summaries.SelectMany(h => _world.Journal(h.Address)).OfType<DecisionEntry>().SelectMany(d => d.Items).OfType<CommandDecided>().Select(d => d.Command)
            : _world.Network.Requests.Select(r => r.Command);
        return sent.OfType<TCommand>().Count(which ?? (_ => true));
    }

    private sealed class Failing(Type command, RequestFault how, int times)
    {
        private int _left = times;

        public RequestFault How => how;

        public bool Takes(Command sent) => command.IsInstanceOfType(sent) && _left-- > 0;
    }

    private sealed class Losing(string eventType, int times)
    {
        private int _left = times;

        public bool Takes(string type) => type == eventType && _left-- > 0;
    }
}
