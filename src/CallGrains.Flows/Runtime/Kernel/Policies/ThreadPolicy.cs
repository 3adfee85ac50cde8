namespace CallGrains.Flows.Runtime;

/// <summary>Answers STOP, START and HELP, and keeps texts of one who has stopped them from the flow.</summary>
internal sealed class ThreadPolicy(ThreadProjection projection) : GrainPolicy(projection)
{
    public override void See(JournalEntry input)
    {
        if (input is SnapshotEntry snapshot)
        {
            projection.Apply(snapshot);
        }

        projection.Apply((input as EventEntry)?.Keyword);
    }

    public override void Act(FlowRun run, JournalEntry input)
    {
        if (input is EventEntry { Keyword.Reply: { Length: > 0 } reply })
        {
            run.Decide(id => new CommandDecided(id, new SendMessageCommand(projection.From, projection.To, reply)));
        }
    }

    public override bool Shows(JournalEntry input) =>
        input is not SnapshotEntry { Continuation: null } && (input is not EventEntry { Leg: 0 } text || (text.Keyword is null && !projection.IsStopped));
}
