namespace CallGrains.Flows;

/// <summary>A conference whose calls name no flow for it: whoever joins is in.</summary>
[Flow(Name)]
internal sealed class PlainConference : ConferenceFlow<object>
{
    public const string Name = "plain-conference";

    public static FlowDefinition Definition { get; } = FlowDefinition.Of(typeof(PlainConference));
}
