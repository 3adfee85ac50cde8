using CallGrains.Simulator.Callbacks;

namespace CallGrains.Simulator.Messages;

/// <summary>The lines of messages: one for what goes from one number to another.</summary>
internal sealed class MessageLines(CallbackDispatcher post)
{
    // A line in use goes on by itself when it is forgotten; only the order across that moment is lost.
    private const int MostPairs = 50_000;
    private readonly Dictionary<(string, string), CallbackLine> _lines = [];

    public CallbackLine Of(Message message)
    {
        var pair = (message.From, message.To);
        if (_lines.Count >= MostPairs)
        {
            _lines.Clear();
        }

        if (!_lines.TryGetValue(pair, out var line))
        {
            _lines[pair] = line = post.OpenLine();
        }

        return line;
    }
}
