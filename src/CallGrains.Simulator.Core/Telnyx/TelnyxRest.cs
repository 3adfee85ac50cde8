using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CallGrains.Simulator.Faults;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary>
/// Telnyx's API v2: a bearer key, and errors in a list with code, title, detail and what they point at.
/// </summary>
internal sealed class TelnyxRest(string apiKey) : IRestStyle
{
    private readonly byte[] _expected = Encoding.UTF8.GetBytes($"Bearer {apiKey}");

    public void Authenticate(RestRequest request)
    {
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Header("Authorization") ?? ""), _expected))
        {
            throw TelnyxErrors.NotAuthenticated();
        }
    }

    public ApiReply Refuse(ApiError error, RestRequest http)
    {
        var shown = Wire.Object(("code", CodeOf(error)), ("title", error.Category), ("detail", error.Message));
        var source = error.Details.Where(detail => detail.Name is "pointer" or "parameter").ToList();
        if (source.Count > 0)
        {
            shown["source"] = Wire.Object((source[0].Name, source[0].Value));
        }

        var reply = new ApiReply(error.Status, Wire.Object(("errors", new JsonArray(shown))));
        return error.Status != 429 ? reply : reply with { MoreHeaders = [("x-ratelimit-limit", "1"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1"), ("retry-after", "1")] };
    }

    public ApiError OfFault(FaultOrder order, string path, DateTimeOffset now)
    {
        const string Detail = "A fault on order: nothing was done (GET /sim/faults lists the rules).";
        var (code, title) = order.Status switch
        {
            401 => ("10009", "Authentication failed"),
            403 => ("10010", "Authorization failed"),
            404 => ("10005", "Resource not found"),
            422 => ("90018", "Call has already ended"),
            429 => ("10011", "Too many requests"),
            < 500 => ("10015", "Bad Request"),
            _ => ("10007", "Unexpected error"),
        };
        return TelnyxErrors.Of(order.Status, order.Code ?? code, title, Detail);
    }

    /// <summary>What the simulator's core refuses has a word for a code.</summary>
    private static string CodeOf(ApiError error) => error.Code switch
    {
        "not-simulated" => error.Code,
        var code when code.All(char.IsAsciiDigit) => code,
        _ => error.Status == 404 ? "10005" : "10015",
    };
}
