using System.Text.Json.Nodes;
using CallGrains.Bandwidth;

namespace CallGrains.Testing.Worlds;

/// <content>As the carrier of a world.</content>
internal sealed partial class FakeCarrier : IWorldCarrier
{
    public string Name => Protocol.Carrier;

    public ICallbackProtocol Protocol { get; } = new BandwidthCallbacks();

    IEnumerable<ILine> IWorldCarrier.Lines => _calls.Values;

    IEnumerable<IRoom> IWorldCarrier.AllRooms => Rooms.All;

    IReadOnlyList<CommandRequest> IWorldCarrier.Requests => Requests;

    IReadOnlyList<(CommandRequest Request, string What)> IWorldCarrier.Taken => Taken;

    IEnumerable<(string From, string To, string Text)> IWorldCarrier.AllTexts => Desk.Texted.Select(t => (t.From, t.To, t.Text));

    IEnumerable<(string To, Uri Media)> IWorldCarrier.AllMedia => Desk.Media;

    Func<string, bool> IWorldCarrier.Loses
    {
        get => type => Drops(new JsonObject { ["eventType"] = type });
        set => Drops = e => value((string)e["eventType"]!);
    }

    /// <summary>Takes callbacks; null for one after the other until each is acknowledged.</summary>
    public Action<Arrival>? Takes { get; set; }

    public Action<CommandRequest> Declined { get; set; } = _ => { };

    public DeliveryPolicy PolicyOf(Command command) => BandwidthDelivery.PolicyOf(command);

    public ICarrier LinkOf(HostProcess process, TimeProvider time) => new CarrierLink(this, process, time);

    public void Owns(params IEnumerable<string> numbers)
    {
    }

    ILine IWorldCarrier.Calls(string? flow, string? presses, string from, string to) => Dials(flow, presses, from, to);

    void IWorldCarrier.Texts(string? flow, string text, string from, string to, IReadOnlyList<Uri>? media) => Desk.Texts(text, flow, from, to, media);

    bool IWorldCarrier.IsTalking(ILine call, string number) => IsTalking((FakeCall)call, number);
}
