namespace CallGrains.Flows;

/// <summary>Reads what became of a text off the entries about it.</summary>
internal static class MessageProgress
{
    public static SendResult Of(SendResult last, int operation, JournalEntry? input) => input switch
    {
        EventEntry { Event: MessageEvent m } e when e.Leg == operation => new SendResult(m.MessageId, Wire.Lower(m.DeliveryState ?? m.State), m.DeliveryCode ?? last.Code),
        OutcomeEntry { Outcome.IsDone: true } o when o.Operation == operation => last with { MessageId = last.MessageId ?? o.Outcome.ResourceId },
        _ => last,
    };

    /// <summary>Whether nothing more will be told: pictures get no receipts.</summary>
    public static bool IsFinal(SendResult result, bool hasMedia) => result.IsDelivered || result.IsLost || (hasMedia && result.State == MessageState.Sent);
}
