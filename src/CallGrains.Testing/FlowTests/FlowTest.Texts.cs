namespace CallGrains.Testing;

/// <content>Texts.</content>
public sealed partial class FlowTest
{
    private readonly Dictionary<string, int> _read = [];

    /// <summary>Somebody sends a text to one of our numbers.</summary>
    /// <param name="from">Who.</param>
    /// <param name="text">What.</param>
    /// <param name="to">Our number: its flow answers, or the test's own where it is bound to none.</param>
    /// <param name="media">Pictures and files that come with it; null for none.</param>
    /// <returns>The thread of the two numbers.</returns>
    public Task<FlowAddress> TextsAsync(string from, string text, string to = "+15550100", IReadOnlyList<Uri>? media = null)
    {
        _world.Network.Texts(FlowAt(to), text, from, to, media);
        Settles();
        return Task.FromResult(FlowAddress.Thread(to, from));
    }

    /// <summary>Begins a conversation by text, as the control API does.</summary>
    /// <param name="to">With whom.</param>
    /// <param name="args">What the flow is given (<c>thread.Args</c>, <c>OnBegin</c>); null for nothing.</param>
    /// <param name="from">Our number: its flow writes, or the test's own where it is bound to none.</param>
    /// <returns>The thread of the two numbers.</returns>
    /// <exception cref="FlowTestException">No conversation can be begun there now.</exception>
    public Task<FlowAddress> BeginsAsync(string to, object? args = null, string from = "+15550100")
    {
        _world.Network.Owns(from);
        var thread = FlowAddress.Thread(from, to);
        var begin = new Signal(_world.Network.NextId("begin"), SignalNames.Begin, Json(args)) { Flow = FlowAt(from) };
        Receipt? receipt = null;
        Runs(async () => receipt = await _world.Process.Router.SendAsync(thread, begin));
        return receipt?.Disposition == Disposition.Accepted
            ? Task.FromResult(thread)
            : throw Failure($"A conversation with {to} was to begin.", $"But {receipt?.Reason ?? "it did not"}.");
    }

    /// <summary>Waits until somebody is sent a text, after the one that was waited for before.</summary>
    /// <param name="to">Who.</param>
    /// <param name="part">A part of it; case does not matter.</param>
    /// <returns>The whole text.</returns>
    /// <exception cref="FlowTestException">They get no such text.</exception>
    public Task<string> Replies(string to, string part)
    {
        var found = -1;
        var from = _read.GetValueOrDefault(to);
        Await(() => (found = TextsTo(to).FindIndex(from, t => t.Contains(part, StringComparison.OrdinalIgnoreCase))) >= 0, $"{to} is sent a text with \"{part}\"", () => null);
        _read[to] = found + 1;
        return Task.FromResult(TextsTo(to)[found]);
    }

    /// <summary>Lets time pass, in which somebody must get no text.</summary>
    /// <param name="to">Who.</param>
    /// <param name="time">How long.</param>
    /// <exception cref="FlowTestException">They get one.</exception>
    public Task RepliesNothingFor(string to, TimeSpan time)
    {
        Settles();
        var before = TextsTo(to).Count;
        Passes(time);
        return TextsTo(to).Skip(before).FirstOrDefault() is { } text
            ? throw Failure($"{to} was to get no text for {time}.", $"But they got \"{text}\".")
            : Task.CompletedTask;
    }

    /// <summary>The pictures and files that somebody was sent by texts, in their order.</summary>
    /// <param name="to">Who.</param>
    public IReadOnlyList<Uri> MediaSentTo(string to) => [.. _world.Network.AllMedia.Where(m => m.To == to).Select(m => m.Media)];

    private List<string> TextsTo(string to) => [.. _world.Network.AllTexts.Where(t => t.To == to).Select(t => t.Text)];
}
