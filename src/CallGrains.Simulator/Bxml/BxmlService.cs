using CallGrains.Simulator.Calls;

namespace CallGrains.Simulator.Bxml;

/// <summary>Lets documents drive the calls whose <c>answer</c> event was answered with one.</summary>
internal sealed class BxmlService
{
    private readonly Stage _stage;

    public BxmlService(Stage stage)
    {
        _stage = stage;
        stage.Events.Scripted += Take;
    }

    /// <summary>An answer that is no XML leaves the call to REST requests.</summary>
    private void Take(Call call, string answer)
    {
        if (call.IsOver || !answer.AsSpan().TrimStart('\uFEFF').TrimStart().StartsWith("<"))
        {
            return;
        }

        call.Script ??= new BxmlRun(_stage, call);
        call.Script.Take(answer);
    }
}
