using System.Net;
using System.Text;
using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// Who may use the API: whoever shows a key, or, while there is none (Development only), this machine. Safe for many
/// threads.
/// </summary>
internal sealed class ApiAccess(IOptions<OperationsOptions> options)
{
    private const string Bearer = "Bearer ";
    private readonly Secret[] _keys = [.. options.Value.ApiKeys.Select(k => new Secret(Encoding.UTF8.GetBytes(k)))];

    /// <summary>Checks a request; null when it may go on.</summary>
    public Refusal? Check(HttpContext context) =>
        _keys.Length == 0 ? (IsFromHere(context) ? null : NotFromHere())
        : Shown(context.Request) is { } key && Matches(key) ? null
        : NoKey();

    // All keys are compared, whichever fits: the time tells nothing about which of them is nearly right.
    private bool Matches(string shown)
    {
        var bytes = Encoding.UTF8.GetBytes(shown);
        var found = false;
        foreach (var key in _keys)
        {
            found |= key.Matches(bytes);
        }

        return found;
    }

    private static string? Shown(HttpRequest request)
    {
        if (request.Headers["X-Api-Key"] is [{ } key])
        {
            return key;
        }

        return request.Headers.Authorization is [{ } header] && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;
    }

    // A tunnel or proxy on this machine connects from here on behalf of anybody; it says so in these headers.
    private static bool IsFromHere(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded");

    private static Refusal NotFromHere() =>
        new(StatusCodes.Status403Forbidden, "Forbidden", $"Without a key the API is open to the machine it runs on only; set {OperationsOptions.Section}:ApiKeys:0 and send that key.");

    private static Refusal NoKey() =>
        new(StatusCodes.Status401Unauthorized, "Unauthorized", $"Send one of the keys of {OperationsOptions.Section}:ApiKeys as 'Authorization: Bearer KEY' or 'X-Api-Key: KEY'.")
        {
            Header = ("WWW-Authenticate", "Bearer"),
        };
}
