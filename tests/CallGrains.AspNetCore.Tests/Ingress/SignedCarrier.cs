using System.Security.Cryptography;
using System.Text;

namespace CallGrains.AspNetCore.Ingress.Tests;

/// <summary>A carrier that signs URL and body, sends form fields, and wants a document for an answer.</summary>
internal sealed class SignedCarrier : ICallbackProtocol
{
    private static readonly byte[] Key = [.. Enumerable.Repeat((byte)3, 32)];

    public string Carrier => "signed";

    public bool IsSigned => true;

    public static string Sign(string url, string body) => Convert.ToHexStringLower(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(url + body)));

    public string? Verify(CallbackRequest request) =>
        request.Method == "POST" && request.Header("x-signature") == Sign(request.Url, Encoding.UTF8.GetString(request.Raw.Span))
            ? null
            : "The signature is not that of this URL and body; sign both with the account's key.";

    public ReceivedEvent Read(CallbackRequest request)
    {
        var call = request.Form == CallbackForm.Form ? Encoding.UTF8.GetString(request.Raw.Span).Split("Call=")[^1] : "";
        return call.Length > 0
            ? new ReceivedEvent(new IncomingCallEvent { CallId = call }) { DedupeKey = $"in {call}", Grain = call == "c-9" ? FlowAddress.Call("o-9") : null, Leg = call == "c-9" ? 3 : 0 }
            : throw new EventFormatException("Call", "is missing");
    }

    public CallbackAnswer Write(CallbackReply? reply) => new("application/xml", reply?.Document ?? "<Wait/>"u8.ToArray());
}
