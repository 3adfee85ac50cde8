using CallGrains.Flows;

namespace CallGrains.Testing.Fuzzing.Flows;

/// <summary>Counts the texts of a thread and answers with the count.</summary>
[Flow("tally")]
internal sealed class Tally : MessageFlow<TallyState>
{
    public override void OnMessage(MessageEvent e)
    {
        State.Texts++;
        Thread.Reply($"That is {State.Texts}.");
        Thread.StartTimer("quiet", TimeSpan.FromSeconds(20));
    }

    public override void OnTimer(string name) => Thread.Reply("Are you still there?");
}

internal sealed class TallyState
{
    public int Texts { get; set; }
}
