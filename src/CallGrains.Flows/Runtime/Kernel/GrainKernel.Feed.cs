namespace CallGrains.Flows.Runtime;

/// <content>What others are told: it follows from the entries of an append, and is stored with them.</content>
internal sealed partial class GrainKernel
{
    /// <summary>Who is told; nobody by default.</summary>
    public CallFeed Feed { get; set; } = CallFeed.Off;

    private FeedTelling? BeginTelling() => Feed.IsOn ? new FeedTelling(this, FeedStand.Of(this)) : null;

    /// <summary>Gathers what an append is to tell. Of the grain's life only what changed by it.</summary>
    private sealed class FeedTelling(GrainKernel kernel, FeedStand before)
    {
        private const int StartedRank = 0, AnsweredRank = 1, MessageRank = 2, StoppedRank = 3, ResumedRank = 4, EndedRank = 5, CompletedRank = 6;

        private readonly List<FeedEvent> _events = [];

        /// <summary>Before the entry is applied: its command is still known.</summary>
        public void Note(JournalEntry entry)
        {
            var text = entry switch
            {
                EventEntry { Disposition: Disposition.Accepted, Event: MessageEvent e } when FeedTypes.Of(e) is { } type =>
                    new FeedEvent(type, entry.Sequence, MessageRank) { Text = new FeedText(e.MessageId, e.From, e.To, e.Text, e.DeliveryCode, e.DeliveryDescription) },
                OutcomeEntry { Outcome: { IsDone: false } outcome } o when kernel._pending.Find(o.Operation) is { Decided.Command: SendMessageCommand sent } =>
                    new FeedEvent(FeedTypes.Message + "failed", entry.Sequence, MessageRank)
                    {
                        Text = new FeedText(null, sent.From, sent.To, sent.Text, outcome.Error?.Code ?? outcome.Status.ToString(), outcome.Error?.Message),
                    },
                _ => null,
            };
            if (text is not null)
            {
                _events.Add(text);
            }
        }

        /// <summary>After all entries: one item for each event and each receiver that wants it.</summary>
        public IReadOnlyList<FeedItem> End(GrainSummary summary, DateTimeOffset at)
        {
            AddChanges(FeedStand.Of(kernel), summary.Address);
            return _events.Count == 0 ? [] : [.. _events.OrderBy(e => e.Position).SelectMany(e => kernel.Feed.Receivers.Where(r => r.Wants(e.Type)).Select(r => new FeedItem
            {
                Receiver = r.Name,
                Id = e.IdAt(summary.Address),
                Address = summary.Address,
                Position = e.Position,
                Type = e.Type,
                At = at,
                Body = FeedBody.Write(e, summary, kernel.Carrier, at, r.ShowsAll, kernel.IsSensitive),
            }))];
        }

        private void AddChanges(FeedStand after, FlowAddress address)
        {
            var kind = address.Kind == GrainKind.Conference ? "conference." : "call.";
            if (address.Kind != GrainKind.Thread && after.HasFlow)
            {
                // One that was to be placed later and was called off never started.
                Add(after.HasStarted && !before.HasStarted && !(before.HasFlow && after.IsOver), kind + FeedTypes.Started, StartedRank);
                Add(address.Kind == GrainKind.Call && after.IsAnswered && !before.IsAnswered, kind + FeedTypes.Answered, AnsweredRank);
                Add(after.IsOver && !before.IsOver, kind + FeedTypes.Ended, EndedRank);
                Add(address.Kind == GrainKind.Call && after.IsDone && !before.IsDone, kind + FeedTypes.Completed, CompletedRank);
            }

            Add(after.Fault is not null && after.Fault != before.Fault, FeedTypes.Stopped, StoppedRank);
            Add(after.Fault is null && before.Fault is not null, FeedTypes.Resumed, ResumedRank);
        }

        private void Add(bool happened, string type, int rank)
        {
            if (happened)
            {
                _events.Add(new FeedEvent(type, kernel.Sequence, rank));
            }
        }
    }

    /// <summary>What of a grain's life others are told.</summary>
    private readonly record struct FeedStand(bool HasFlow, bool HasStarted, bool IsAnswered, bool IsOver, bool IsDone, string? Fault)
    {
        public static FeedStand Of(GrainKernel kernel)
        {
            var hasFlow = kernel.Begin is { Flow.Length: > 0 };
            var isDone = hasFlow && kernel.State == GrainState.Ended;
            return new FeedStand(
                hasFlow,
                hasFlow && !kernel.IsScheduled,
                kernel.Projection.Main.Answered,
                kernel.Projection is CallProjection ? kernel.Projection.Main.Over : isDone,
                isDone,
                kernel.Fault);
        }
    }
}
