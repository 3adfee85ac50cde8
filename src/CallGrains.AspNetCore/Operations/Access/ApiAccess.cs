using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// Who may use the API: whoever shows a key or a login to the console, or, while there is neither (Development only),
/// this machine. Safe for many threads.
/// </summary>
internal sealed class ApiAccess(ApiKeys keys, ApiRefusals refusals, ILogins? logins = null)
{
    private const string Bearer = "Bearer ";

    /// <summary>Checks a request that may show a login in place of a key.</summary>
    /// <param name="context">The request.</param>
    /// <returns>Why it may not go on, or null; and who sent it, for journals.</returns>
    public async ValueTask<(Refusal? Refusal, string Who)> CheckAsync(HttpContext context)
    {
        // A login without its page's header is none: what a foreign page sends is answered as if nobody had logged in.
        if (logins is not null && context.Request.Headers[OwnPage.Header].Count > 0 && Shown(context.Request) is null && await logins.FindAsync(context) is { } login)
        {
            var refused = OwnPage.Obstacle(context) is { } why ? FromForeignPage(why) : CheckRole(context, $"login '{login.Name}'", login.Role);
            return (refused, $"login {login.Name} from {Address(context)}");
        }

        return (Check(context, out var who), who);
    }

    /// <summary>Checks a request; null when it may go on.</summary>
    /// <param name="context">The request.</param>
    /// <param name="who">Who sent it, for journals: the key's name, or this machine's user, and the address.</param>
    public Refusal? Check(HttpContext context, out string who)
    {
        var name = keys.AreNone && logins is null ? "this machine's user" : null;
        var refusal = name is null ? CheckKey(context, out name) : CheckOrigin(context);
        who = $"{name} from {Address(context)}";
        return refusal;
    }

    private static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "an unknown address";

    private Refusal FromForeignPage(string why)
    {
        refusals.Count("foreign_page");
        return new(StatusCodes.Status403Forbidden, "Forbidden", $"A login to the console is for the console's own page, and {why}.");
    }

    private Refusal? CheckOrigin(HttpContext context)
    {
        if (LocalRequest.Obstacle(context) is not { } why)
        {
            return null;
        }

        refusals.Count("not_local");
        return NotFromHere(why);
    }

    private Refusal? CheckKey(HttpContext context, out string? name)
    {
        name = null;
        if (Shown(context.Request) is not { Length: > 0 } key)
        {
            refusals.Count("no_key");
            return NoKey();
        }

        // A right key always opens: strangers who come from the same address (a proxy's) must not keep its owner out.
        if (keys.Find(key) is not { } found)
        {
            return refusals.WrongKey(context.Connection.RemoteIpAddress) is { } wait ? TooMany(wait) : NoKey();
        }

        name = $"key {found.Name}";
        return CheckRole(context, $"key '{found.Name}'", found.Role);
    }

    /// <summary>An endpoint that says nothing is for those who may do everything.</summary>
    private Refusal? CheckRole(HttpContext context, string whose, ApiRole role)
    {
        var needed = context.GetEndpoint()?.Metadata.GetMetadata<NeededRole>()?.Least ?? ApiRole.Admin;
        if (role >= needed)
        {
            return null;
        }

        refusals.Count("role");
        return new(StatusCodes.Status403Forbidden, "Forbidden", $"The {whose} has the role {Word(role)}, and this takes {Word(needed)}; send a key of that role.");
    }

    /// <summary>A role as the API names it.</summary>
    public static string Word(ApiRole role) => role.ToString().ToLowerInvariant();

    private static string? Shown(HttpRequest request)
    {
        if (request.Headers["X-Api-Key"] is [{ } key])
        {
            return key;
        }

        return request.Headers.Authorization is [{ } header] && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;
    }

    private static Refusal NotFromHere(string why) =>
        new(StatusCodes.Status403Forbidden, "Forbidden", $"Without a key the API is open to the machine it runs on only, and {why}; set {OperationsOptions.Section}:ApiKeys:0 and send that key.");

    private static Refusal TooMany(TimeSpan wait) =>
        new(StatusCodes.Status429TooManyRequests, "Too many wrong keys", "Too many wrong keys have come from this address; send one of the keys of this host, or wait.")
        {
            RetryAfter = wait,
        };

    private static Refusal NoKey() =>
        new(StatusCodes.Status401Unauthorized, "Unauthorized", $"Send one of the keys of {OperationsOptions.Section}:ApiKeys as 'Authorization: Bearer KEY' or 'X-Api-Key: KEY'.")
        {
            Header = ("WWW-Authenticate", "Bearer"),
        };
}
