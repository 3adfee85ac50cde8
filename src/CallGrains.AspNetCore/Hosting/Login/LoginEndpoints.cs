using CallGrains.AspNetCore.Http;
using CallGrains.AspNetCore.Operations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>What the console's page asks about logins, beside the page itself.</summary>
internal static class LoginEndpoints
{
    /// <summary>
    /// Maps <c>/console/who</c>, and where there is a provider <c>/console/login</c> and <c>/console/logout</c>.
    /// </summary>
    public static void Map(IEndpointRouteBuilder endpoints, string prefix)
    {
        var login = endpoints.ServiceProvider.GetService<ConsoleLogin>();
        var console = endpoints.MapGroup("/console").WithMetadata(new AreaMark(AccessArea.Console));
        console.ExcludeFromDescription();
        console.MapGet("/who", context => WhoAsync(context, login));
        if (login is null)
        {
            return;
        }

        // It leads back to the console and nowhere else.
        console.MapGet("/login", context => context.ChallengeAsync(ConsoleLogin.Provider, new AuthenticationProperties { RedirectUri = prefix + "/console" }));
        console.MapPost("/logout", LogOutAsync);
    }

    private static async Task WhoAsync(HttpContext context, ConsoleLogin? login)
    {
        var who = login is null || OwnPage.Obstacle(context) is not null ? null : await login.FindAsync(context);
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(new Who(login is not null, who?.Name, who is null ? null : ApiAccess.Word(who.Role)), OperationsJson.Wire.Who);
    }

    private static async Task LogOutAsync(HttpContext context)
    {
        if (OwnPage.Obstacle(context) is { } why)
        {
            await new Refusal(StatusCodes.Status403Forbidden, "Forbidden", $"Only the console's own page logs out, and {why}.").ExecuteAsync(context);
            return;
        }

        await context.SignOutAsync(ConsoleLogin.Cookie);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
