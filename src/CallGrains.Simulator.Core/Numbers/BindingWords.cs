namespace CallGrains.Simulator.Numbers;

/// <summary>What is wrong with a number that no application has, and the requests that give it one.</summary>
/// <param name="Calls">For calls, behind "The number +15550100 is".</param>
/// <param name="Texts">For texts.</param>
internal sealed record BindingWords(string Calls, string Texts)
{
    public static BindingWords Bandwidth { get; } = new(Bandwidths("incomingCallUrl"), Bandwidths("incomingMessageUrl"));

    public static BindingWords Telnyx { get; } = new(
        "bound to no Call Control application; create one with POST /v2/call_control_applications and bind the number with POST /v2/number_orders, or PATCH /v2/phone_numbers/{id} {connection_id}.",
        "on no messaging profile with a webhook_url; create one with POST /v2/messaging_profiles and put the number on it with PATCH /v2/phone_numbers/{id}/messaging {messaging_profile_id}.");

    private static string Bandwidths(string url) =>
        $"bound to no application with an {url}; create one with POST /v1/users/{SimulatorOptions.UserId}/applications and bind the number with POST .../phoneNumbers {{number, applicationId}}.";
}
