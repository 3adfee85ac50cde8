namespace CallGrains.Simulator.Bxml;

/// <summary>Ends the call.</summary>
internal sealed record HangupVerb : IVerb
{
    public void Run(BxmlRun run) => run.HangUp();
}
