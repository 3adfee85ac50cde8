using CallGrains.Simulator.Callbacks;

namespace CallGrains.Simulator.Messages;

/// <summary>One text or picture message, in or out. Touched only inside the exchange.</summary>
internal sealed class Message(string id, long number, bool isInbound, MessageOrder order, DateTimeOffset time)
{
    private const int SegmentLength = 160;

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

    public int Segments { get; } = order.Media.Count > 0 ? 1 : Math.Max(1, (order.Text.Length + SegmentLength - 1) / SegmentLength);

    public string State { get; set; } = isInbound ? "received" : "queued";

    public string Receipts => order.Receipts;

    public Delivered? Delivery { get; set; }

    public CallbackTarget? Callback => order.Callback;

    public string? Tag => order.Tag;

    public string? ApplicationId => order.ApplicationId;
}
