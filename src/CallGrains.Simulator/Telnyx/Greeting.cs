using System.Globalization;

namespace CallGrains.Simulator.Telnyx;

/// <summary>What a simulator of Telnyx says at its start.</summary>
internal static class Greeting
{
    public static string Of(SimulatorServer server, SimulatorOptions options)
    {
        var url = server.Url.GetLeftPart(UriPartial.Authority);
        var curl = $"curl -H 'Authorization: Bearer {SimulatorOptions.TelnyxApiKey}' -H 'Content-Type: application/json'";
        return string.Create(CultureInfo.InvariantCulture, $$"""
            Simulator    {{url}}   (Telnyx)
              API        {{url}}/v2
              API key    {{SimulatorOptions.TelnyxApiKey}}
              public key {{server.PublicKey}}
              speed      {{options.Speed}} (simulated seconds per second)
              seed       {{server.Seed}}
              phone      {{url}}/ (in a browser)

            Try next, with your application at http://127.0.0.1:8080/callbacks/telnyx:
              {{curl}} {{url}}/v2/call_control_applications -d '{"application_name":"mine","webhook_event_url":"http://127.0.0.1:8080/callbacks/telnyx","webhook_api_version":"2"}'
              {{curl}} {{url}}/v2/number_orders -d '{"phone_numbers":[{"phone_number":"+15550100"}],"connection_id":"ID-OF-THE-APPLICATION"}'
              curl {{url}}/sim/calls -d '{"from":"+15550199","to":"+15550100"}'     a phone calls it
              curl {{url}}/sim/calls/CALL-ID/digits -d '{"digits":"1"}'             ... presses 1
              curl {{url}}/sim/calls/CALL-ID                                        ... and what it heard
              curl {{url}}/sim/callbacks   curl {{url}}/sim/requests                what went out and came in
            Ctrl-C stops it.
            """);
    }
}
