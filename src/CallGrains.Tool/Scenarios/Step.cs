using System.Globalization;

namespace CallGrains.Tool.Scenarios;

/// <summary>One thing that a caller does. It ends when it is done, or throws.</summary>
internal abstract record Step
{
    /// <summary>Where it stands in the file.</summary>
    public int Line { get; init; }

    /// <exception cref="StepFailedException">It did not come out as the scenario wants.</exception>
    public abstract Task RunAsync(Caller caller, CancellationToken stop);

    /// <summary>The step as a table shows it.</summary>
    public abstract override string ToString();

    protected static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + " s";
}

/// <summary>A step did not come out as the scenario wants; the message says what was instead.</summary>
internal sealed class StepFailedException(string message) : Exception(message);

internal sealed record Dial(string Number, string? From) : Step
{
    public override Task RunAsync(Caller caller, CancellationToken stop) => caller.DialAsync(From, Number, stop);

    public override string ToString() => $"dial {Number}";
}

/// <summary>
/// Waits for words after those that were heard before, so that the same question can be waited for twice.
/// </summary>
internal sealed record Hear(string Words, TimeSpan Within) : Step
{
    public override async Task RunAsync(Caller caller, CancellationToken stop)
    {
        var call = await caller.UntilAsync(
            Within,
            call => IndexIn(call, caller.Heard) >= 0,
            call => $"{(call.IsOver ? $"the call ended ({call.Cause}) before" : $"not within {Seconds(Within)}")}; since the last step it had heard {Caller.Quote(call.Sounds.Skip(caller.Heard))}",
            stop);
        caller.Heard = IndexIn(call, caller.Heard) + 1;
    }

    public override string ToString() => $"hear \"{Words}\"";

    private int IndexIn(SimCall call, int from) => call.Sounds.Count < from ? -1 : call.Sounds.FindIndex(from, sound => Caller.Contains(sound, Words));
}

internal sealed record Press(string Keys) : Step
{
    public override Task RunAsync(Caller caller, CancellationToken stop) => caller.Phone.PressAsync(caller.CallId, Keys, stop);

    public override string ToString() => $"press {Keys}";
}

internal sealed record Say(string Words) : Step
{
    public override Task RunAsync(Caller caller, CancellationToken stop) => caller.Phone.SayAsync(caller.CallId, Words, stop);

    public override string ToString() => $"say \"{Words}\"";
}

/// <summary>Stays on the line, in the caller's time; a call that ends meanwhile ends it.</summary>
internal sealed record SayNothing(TimeSpan Time) : Step
{
    public override Task RunAsync(Caller caller, CancellationToken stop) => caller.StayAsync(Time, stop);

    public override string ToString() => $"sayNothing {Seconds(Time)}";
}

internal sealed record HangUp : Step
{
    public override Task RunAsync(Caller caller, CancellationToken stop) => caller.Phone.HangUpAsync(caller.CallId, stop);

    public override string ToString() => "hangUp";
}

internal sealed record Text(string Words, string To) : Step
{
    public override Task RunAsync(Caller caller, CancellationToken stop) => caller.Phone.TextAsync(caller.Number, To, Words, stop);

    public override string ToString() => $"text \"{Words}\"";
}

/// <summary>Waits for a message after those that were received before.</summary>
internal sealed record Receive(string Words, TimeSpan Within) : Step
{
    public override async Task RunAsync(Caller caller, CancellationToken stop)
    {
        List<string> messages = [];
        await caller.Watch.UntilAsync(
            Within,
            async () => Next(messages = await caller.Phone.MessagesAsync(caller.Number, stop), caller.Received) >= 0,
            () => $"not within {Seconds(Within)}; since the last one there came {Caller.Quote(messages.Skip(caller.Received))}",
            stop);
        caller.Received = Next(messages, caller.Received) + 1;
    }

    public override string ToString() => $"receive \"{Words}\"";

    private int Next(List<string> messages, int from) => messages.Count < from ? -1 : messages.FindIndex(from, message => Caller.Contains(message, Words));
}
