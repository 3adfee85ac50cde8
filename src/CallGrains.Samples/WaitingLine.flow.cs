using System.Text.Json;
using CallGrains.Flows;

namespace CallGrains.Samples;

/// <summary>
/// A call queue, the caller's side: holds the line with music until the queue (<see cref="CallQueue"/>) names an agent,
/// and leaves it when the caller hangs up.
/// </summary>
[Flow("waiting-line")]
public sealed class WaitingLine : CallScript
{
    private static readonly Uri Music = new("https://media.example.com/hold.mp3");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <inheritdoc/>
    protected override async Task RunAsync(CallContext call)
    {
        var queue = CallQueue.At(call.To);
        call.OnEnded(ended => ended.SignalAsync(queue, CallQueue.Left, ended.Address.ToString()));
        await call.AnswerAsync();
        await call.SpeakAsync("All agents are busy. Please hold the line.");
        await call.SignalAsync(queue, CallQueue.Waits, call.Address.ToString());
        var music = call.StartPlay(Music, loop: true);
        var turn = await call.ReceiveSignalAsync<string>(CallQueue.Turn, Patience);
        await music.StopAsync();
        if (turn is { Came: true, Value: { } agent })
        {
            await call.SpeakAsync("Thank you for waiting.");
            if ((await call.TransferAsync(agent)).Answered)
            {
                return;
            }
        }

        await call.SpeakAsync("Nobody is free. Please call again later.");
    }
}

/// <summary>
/// Who waits, and who is free, in one thread of a number. Agents text FREE to the number of the queue when they can
/// take a call.
/// </summary>
[Flow("call-queue")]
public sealed class CallQueue : MessageFlow<QueueState>
{
    internal const string Waits = "waits";
    internal const string Left = "left";
    internal const string Free = "free";
    internal const string Turn = "turn";

    /// <summary>The grain that keeps the queue of a number.</summary>
    /// <param name="number">Our number.</param>
    public static FlowAddress At(string number) => FlowAddress.Thread(number, "queue");

    /// <inheritdoc/>
    public override void OnMessage(MessageEvent e)
    {
        if (string.Equals(e.Text?.Trim(), "FREE", StringComparison.OrdinalIgnoreCase))
        {
            Thread.Signal(At(Thread.Own), Free, Thread.Peer);
        }
        else
        {
            Thread.Reply("Reply FREE when you can take a call.");
        }
    }

    /// <inheritdoc/>
    public override void OnSignal(string name, JsonElement? value)
    {
        var who = value?.GetString() ?? "";
        switch (name)
        {
            case Waits:
                State.Waiting.Add(who);
                break;
            case Left:
                State.Waiting.Remove(who);
                break;
            case Free when !State.Agents.Contains(who):
                State.Agents.Add(who);
                break;
        }

        while (State is { Waiting: [var caller, ..], Agents: [var agent, ..] })
        {
            State.Waiting.RemoveAt(0);
            State.Agents.RemoveAt(0);
            Thread.Signal(FlowAddress.Parse(caller), Turn, agent);
        }
    }
}

/// <summary>Who waits, and who is free, in their order.</summary>
public sealed class QueueState
{
    /// <summary>The grains of calls that wait.</summary>
    public List<string> Waiting { get; init; } = [];

    /// <summary>The numbers of agents who are free.</summary>
    public List<string> Agents { get; init; } = [];
}
