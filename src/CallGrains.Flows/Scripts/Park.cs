using System.Text.Json;

namespace CallGrains.Flows;

/// <summary>How a call stopped being parked.</summary>
public enum ParkEnd
{
    /// <summary>Another call has retrieved it, and the two have talked.</summary>
    Retrieved,

    /// <summary>Nobody has retrieved it in time.</summary>
    TimedOut,

    /// <summary>It has hung up.</summary>
    HungUp,

    /// <summary>Another call is parked there: this one was not.</summary>
    Occupied,
}

/// <summary>What parking a call came to.</summary>
/// <param name="End">How it ended.</param>
/// <param name="By">The call that retrieved it; null when none did.</param>
public sealed record ParkResult(ParkEnd End, LiveCall? By);

/// <summary>
/// What calls and a parking slot tell each other. A slot is a grain that remembers which call is in it.
/// </summary>
internal static class ParkProtocol
{
    public const string Park = "park", Take = "take", Leave = "leave";

    private const string Prefix = "park:";

    public static FlowAddress Slot(string slot) => FlowAddress.Conference(Prefix + slot);

    public static bool Is(FlowAddress address) => address.Kind == GrainKind.Conference && address.Id.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Whether the call is in the slot.</summary>
    public static string Parked(int operation) => $"$parked:{operation}";

    /// <summary>Whether it has left; false when another call had retrieved it before.</summary>
    public static string Left(int operation) => $"$left:{operation}";

    /// <summary>Which call retrieves it.</summary>
    public static string Retrieved(int operation) => $"$retrieved:{operation}";

    /// <summary>The call that retrieved it has let it go.</summary>
    public static string Released(int operation) => $"$released:{operation}";

    /// <summary>The call that was in the slot.</summary>
    public static string Taken(int operation) => $"$taken:{operation}";
}

/// <summary>A call, and its operation that parks it, or that asks for a slot.</summary>
internal sealed record ParkMessage(LiveCall Call, int Operation);

/// <summary>One slot: a grain of its own, so that a call is retrieved once, whoever asks and whatever dies.</summary>
[Flow(Name)]
internal sealed class ParkingSlot : ConferenceFlow<ParkingSlot.Memory>
{
    public const string Name = "parking-slot";

    public static Runtime.FlowDefinition Definition { get; } = Runtime.FlowDefinition.Of(typeof(ParkingSlot));

    public override void OnSignal(string name, JsonElement? value)
    {
        var message = ConferenceProtocol.Read<ParkMessage>(value);
        switch (name)
        {
            case ParkProtocol.Park:
                State.Parked ??= message;
                Conference.Tell(message.Call.Address, ParkProtocol.Parked(message.Operation), State.Parked == message);
                if (State.Parked == message)
                {
                    Conference.Watch(message.Call.Address);
                }

                break;
            case ParkProtocol.Leave:
                Conference.Tell(message.Call.Address, ParkProtocol.Left(message.Operation), State.Parked == message);
                State.Parked = State.Parked == message ? null : State.Parked;
                break;
            case ParkProtocol.Take:
                Conference.Tell(message.Call.Address, ParkProtocol.Taken(message.Operation), State.Parked);
                if (State.Parked is { } parked)
                {
                    Conference.Tell(parked.Call.Address, ParkProtocol.Retrieved(parked.Operation), message.Call);
                    State.Parked = null;
                }

                break;
        }
    }

    /// <summary>
    /// A call whose flow does not run any more never leaves by itself. Any other one does, and is to hear that it has.
    /// </summary>
    public override void OnStartedCallEnded(FlowAddress call, CallResult result)
    {
        if (result.Cause is CallResult.Terminated or CallResult.Unstarted && State.Parked?.Call.Address == call.ToString())
        {
            State.Parked = null;
        }
    }

    internal sealed class Memory
    {
        public ParkMessage? Parked { get; set; }
    }
}
