using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Logins to the console that a host offers beside API keys.</summary>
internal interface ILogins
{
    /// <summary>Whose login a request shows; null for none.</summary>
    ValueTask<Login?> FindAsync(HttpContext context);
}

/// <summary>Somebody who has logged in.</summary>
/// <param name="Name">What journals and logs show.</param>
/// <param name="Role">What he may do.</param>
internal sealed record Login(string Name, ApiRole Role);
