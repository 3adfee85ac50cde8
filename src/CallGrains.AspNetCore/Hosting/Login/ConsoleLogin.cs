using System.Security.Claims;
using CallGrains.AspNetCore.Http;
using CallGrains.AspNetCore.Operations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// Login to the console by OpenID Connect: the framework's handler does the code flow with PKCE and checks the ID
/// token; what is left of it is a cookie with a name and a role.
/// </summary>
internal sealed partial class ConsoleLogin(IOptions<OperationsOptions> operations, ILogger<ConsoleLogin> logger) : ILogins
{
    /// <summary>The scheme of the cookie.</summary>
    public const string Cookie = "CallGrains.Console";

    /// <summary>The scheme of the provider.</summary>
    public const string Provider = "CallGrains.OpenIdConnect";

    /// <summary>Where the provider sends its users back to, below the console.</summary>
    public const string SignedIn = "signed-in";

    private const int LongestName = 100;
    private readonly OpenIdConnectLogin _options = operations.Value.OpenIdConnect;

    /// <summary>Adds it where the settings name a provider; else an application's authentication is its own.</summary>
    public static void Add(IServiceCollection services, IConfiguration configuration, HostSettings settings)
    {
        if (string.IsNullOrEmpty(configuration[$"{OperationsOptions.Section}:{nameof(OperationsOptions.OpenIdConnect)}:{nameof(OpenIdConnectLogin.Authority)}"]))
        {
            return;
        }

        services.AddSingleton<ConsoleLogin>();
        services.AddSingleton<ILogins>(p => p.GetRequiredService<ConsoleLogin>());
        services.AddSingleton<KeyedProtection>();
        services.AddAuthentication().AddCookie(Cookie).AddOpenIdConnect(Provider, _ => { });
        services.AddOptions<CookieAuthenticationOptions>(Cookie)
            .Configure<IOptions<OperationsOptions>, KeyedProtection>((o, all, protection) => Configure(o, all.Value.OpenIdConnect, protection, settings.PathPrefix));
        services.AddOptions<OpenIdConnectOptions>(Provider)
            .Configure<ConsoleLogin, KeyedProtection, IHostEnvironment>((o, login, protection, environment) => login.Configure(o, protection, settings.PathPrefix, environment.IsDevelopment()));
    }

    /// <inheritdoc/>
    public async ValueTask<Login?> FindAsync(HttpContext context)
    {
        var result = await context.AuthenticateAsync(Cookie);
        return result.Principal is { } user && user.FindFirstValue(ClaimTypes.Name) is { } name && Enum.TryParse<ApiRole>(user.FindFirstValue(ClaimTypes.Role), out var role)
            ? new Login(name, role)
            : null;
    }

    private static void Configure(CookieAuthenticationOptions o, OpenIdConnectLogin login, KeyedProtection protection, string prefix)
    {
        o.DataProtectionProvider = protection;
        o.Cookie.Name = "callgrains-console";
        o.Cookie.Path = prefix.Length > 0 ? prefix : "/";
        o.Cookie.HttpOnly = true;
        o.Cookie.IsEssential = true;

        // No other site's page makes a browser send it, not even by a link.
        o.Cookie.SameSite = SameSiteMode.Strict;
        o.Cookie.SecurePolicy = SecurePolicy(login);
        o.ExpireTimeSpan = login.SessionTime;
        o.SlidingExpiration = false;
    }

    private static CookieSecurePolicy SecurePolicy(OpenIdConnectLogin login) =>
        login.ConsoleUrl?.Scheme == Uri.UriSchemeHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;

    private void Configure(OpenIdConnectOptions o, KeyedProtection protection, string prefix, bool isDevelopment)
    {
        o.DataProtectionProvider = protection;
        o.SignInScheme = Cookie;
        o.Authority = _options.Authority!.AbsoluteUri;
        o.RequireHttpsMetadata = !(isDevelopment && _options.Authority.IsLoopback);
        o.ClientId = _options.ClientId;
        o.ClientSecret = _options.ClientSecretFile is { } file ? File.ReadLines(file).FirstOrDefault() : _options.ClientSecret;
        o.CallbackPath = $"{prefix}/console/{SignedIn}";
        o.ResponseType = OpenIdConnectResponseType.Code;
        o.UsePkce = true;

        // By a link, not by a form: then the handler's own cookies need not be sent along with other sites' forms.
        o.ResponseMode = OpenIdConnectResponseMode.Query;
        (o.CorrelationCookie.SameSite, o.NonceCookie.SameSite) = (SameSiteMode.Lax, SameSiteMode.Lax);
        (o.CorrelationCookie.SecurePolicy, o.NonceCookie.SecurePolicy) = (SecurePolicy(_options), SecurePolicy(_options));
        o.Scope.Clear();
        o.Scope.Add("openid");
        foreach (var scope in _options.Scopes)
        {
            o.Scope.Add(scope);
        }

        o.MapInboundClaims = false;
        o.SaveTokens = false;
        o.DisableTelemetry = true;
        o.Events.OnRedirectToIdentityProvider = context =>
        {
            context.ProtocolMessage.RedirectUri = _options.ConsoleUrl is { } console ? $"{console.AbsoluteUri.TrimEnd('/')}/{SignedIn}" : context.ProtocolMessage.RedirectUri;
            return Task.CompletedTask;
        };
        o.Events.OnTokenValidated = LetIn;
        o.Events.OnRemoteFailure = RefuseAsync;
    }

    /// <summary>Of all that a provider says of a user, a name and a role are kept.</summary>
    private Task LetIn(Microsoft.AspNetCore.Authentication.OpenIdConnect.TokenValidatedContext context)
    {
        var name = context.Principal?.FindFirstValue(_options.NameClaim) ?? context.Principal?.FindFirstValue("sub") ?? "";
        name = Refusal.Clean(name.Length > LongestName ? name[..LongestName] : name);
        var roles = context.Principal?.FindAll(_options.RoleClaim).Where(c => _options.Roles.ContainsKey(c.Value)).Select(c => _options.Roles[c.Value]).ToList() ?? [];
        if (roles.Count == 0)
        {
            LogNoRole(name, _options.RoleClaim);
            context.Fail(new NoRoleException());
            return Task.CompletedTask;
        }

        var role = roles.Max();
        context.Principal = new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, name), new(ClaimTypes.Role, role.ToString())], Provider));
        LogIn(name, role);
        return Task.CompletedTask;
    }

    /// <summary>A page of its own instead of an exception; why, the log says.</summary>
    private async Task RefuseAsync(RemoteFailureContext context)
    {
        context.HandleResponse();
        var hasNoRole = context.Failure is NoRoleException or { InnerException: NoRoleException };
        if (!hasNoRole)
        {
            LogFailed(Refusal.Clean(context.Failure?.Message ?? "unknown"));
        }

        await new Refusal(
            StatusCodes.Status403Forbidden,
            "Not let in",
            hasNoRole ? "Your account has none of the roles that this console asks for; ask whoever runs it." : "The login did not come to its end; begin it again from the console.").ExecuteAsync(context.HttpContext);
    }

    private sealed class NoRoleException() : Exception("The user has no role here.");

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name} has logged in to the console as {Role}")]
    private partial void LogIn(string name, ApiRole role);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Name} was not let in to the console: no value of the claim {Claim} is a role here")]
    private partial void LogNoRole(string name, string claim);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A login to the console failed: {Message}")]
    private partial void LogFailed(string message);
}
