using CallGrains.Telnyx.Provisioning;
using CallGrains.Tool.Documents;

namespace CallGrains.Tool.Provisioning;

/// <summary>Reads how an account at Telnyx is to be.</summary>
internal static class TelnyxFile
{
    /// <summary>The plan; null when the file is about another carrier.</summary>
    /// <exception cref="DocumentException">It is wrong; the message names every fault with its line.</exception>
    public static TelnyxPlan? Read(string file) => DocumentReader.Read(file, Schema.Load("provision.schema.json"))["telnyx"] is not { } telnyx ? null
        : new TelnyxPlan(Application(telnyx["application"]!))
        {
            OutboundProfile = telnyx["outboundProfile"] is not { } outbound ? null : new TelnyxVoiceProfilePlan(outbound.Text("name")!, [.. outbound.Texts("destinations")])
            {
                ConcurrentCalls = (int?)outbound.Number("concurrentCalls"),
                DailySpend = outbound.Number("dailySpend"),
            },
            Messaging = telnyx["messagingProfile"] is not { } texts ? null : new TelnyxMessagingPlan(texts.Text("name")!, new Uri(texts.Text("webhookUrl")!), [.. texts.Texts("destinations")])
            {
                FailoverUrl = Url(texts, "failoverUrl"),
            },
            Numbers = [.. telnyx.Texts("numbers")],
        };

    private static TelnyxApplicationPlan Application(Node node) => new(node.Text("name")!, new Uri(node.Text("webhookUrl")!))
    {
        FailoverUrl = Url(node, "failoverUrl"),
        WebhookTimeoutSeconds = (int?)node.Number("webhookTimeout"),
    };

    private static Uri? Url(Node node, string name) => node.Text(name) is { } url ? new Uri(url) : null;
}
