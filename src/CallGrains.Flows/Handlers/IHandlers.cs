using System.Text.Json;

namespace CallGrains.Flows;

/// <summary>The handlers of a flow, whatever it is for and whatever its state type.</summary>
internal interface IHandlers
{
    byte[] SaveState();

    void RestoreState(JsonElement state);

    void OnTimer(string name);

    void OnSignal(SignalEntry signal);

    void OnCommandDone(Command command, CommandOutcome outcome);

    void OnCommandFailed(Command command, CommandOutcome outcome);

    void OnStartedCallEnded(FlowAddress call, CallResult result);
}
