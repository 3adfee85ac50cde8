using CallGrains.Simulator.Callbacks;

namespace CallGrains.Simulator.Messages;

/// <summary>One text or picture message, in or out. Touched only inside the exchange.</summary>
internal sealed class Message(string id, long number, bool isInbound, MessageOrder order, DateTimeOffset time)
{
    public string Id => id;

    /// <summary>Its place in the order of all messages.</summary>
    public long Number => number;

    public bool IsInbound => isInbound;

    public string From => order.From;

    public string To => order.To;

    public DateTimeOffset Time => time;

    /// <summary>Emptied when the application redacts it.</summary>
    public string Text { get; set; } = order.Text;

    public IReadOnlyList<string> Media => order.Media;

    public bool IsPicture => order.Media.Count > 0;

    /// <summary>What it costs, in pieces; a picture is one.</summary>
    public int Segments { get; } = order.Media.Count > 0 ? 1 : Messages.Segments.Of(order.Text);

    public string State { get; set; } = isInbound ? "received" : "queued";

    public string Receipts => order.Receipts;

    public Delivered? Delivery { get; set; }

    public CallbackTarget? Callback => order.Callback;

    public string? Tag => order.Tag;

    public string? ApplicationId => order.ApplicationId;
}
