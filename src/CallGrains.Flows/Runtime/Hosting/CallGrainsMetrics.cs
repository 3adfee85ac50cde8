using System.Diagnostics.Metrics;

namespace CallGrains.Flows.Runtime;

/// <summary>What grains count. The meter is named <c>CallGrains</c>; no tag names a call.</summary>
internal sealed class CallGrainsMetrics
{
    private readonly Counter<long> _messages;
    private readonly Counter<long> _commands;
    private readonly Counter<long> _stops;

    public CallGrainsMetrics(IMeterFactory? factory = null)
    {
        var meter = factory?.Create("CallGrains") ?? new Meter("CallGrains");
        _messages = meter.CreateCounter<long>("callgrains.messages", "{message}", "Messages to grains, by kind and disposition.");
        _stops = meter.CreateCounter<long>("callgrains.flows.stopped", "{flow}", "Flows that cannot go on, by why: fault, poison, loop, texts (a thread that sends too many), circle (a call that our own calls led to too often), slow (a turn that runs for long), stuck (a turn without an end), terminated.");
        _commands = meter.CreateCounter<long>("callgrains.commands", "{command}", "Commands brought to an outcome, by kind and outcome.");
    }

    /// <summary>A flow cannot go on.</summary>
    public void Stopped(string why) => _stops.Add(1, new KeyValuePair<string, object?>("why", why));

    public void Classified(GrainMessage message, Receipt receipt) => _messages.Add(
        1, new KeyValuePair<string, object?>("kind", message.GetType().Name), new KeyValuePair<string, object?>("verdict", receipt.Disposition));

    public void Sent(Command command, CommandOutcome outcome) => _commands.Add(
        1, new KeyValuePair<string, object?>("kind", command.GetType().Name), new KeyValuePair<string, object?>("outcome", outcome.Status));
}
