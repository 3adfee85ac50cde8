using CallGrains.Simulator.Applications;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Errors;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Rest;
using CallGrains.Simulator.Sip;

namespace CallGrains.Simulator.Phones;

/// <summary>
/// Which application a phone's call reaches: that of its own SIP endpoint, else that of the number it calls.
/// </summary>
internal sealed class Callees(Dialer dialer, SipRegistry sip, ApplicationStore applications, BindingWords words, ErrorLog errors)
{
    public Application Find(string from, string to)
    {
        if (sip.EndpointAt(from) is { } endpoint)
        {
            return OfEndpoint(endpoint);
        }

        return dialer.ApplicationOf(to) ?? throw Refuse(to,
            $"The number {to} is {words.Calls}");
    }

    private Application OfEndpoint(SipEndpoint endpoint)
    {
        if (!endpoint.IsEnabled)
        {
            throw Refuse(endpoint.Uri, $"The endpoint {endpoint.Uri} is not enabled; POST .../endpoints/{endpoint.Id} {{\"enabled\":true}} enables it.");
        }

        return endpoint.ApplicationId is { } id && applications.Find(id) is { IncomingCallUrl: not null } application ? application
            : throw Refuse(endpoint.Uri, $"The endpoint {endpoint.Uri} has no application with an incomingCallUrl, so its calls are rejected; POST .../endpoints/{endpoint.Id} {{\"applicationId\":\"a-...\"}} gives it one.");
    }

    private ApiError Refuse(string number, string message)
    {
        errors.Add("unavailable", "no-application-for-number", message, ("number", number));
        return ApiError.NotFound("no-application-for-number", message, ("number", number));
    }
}
