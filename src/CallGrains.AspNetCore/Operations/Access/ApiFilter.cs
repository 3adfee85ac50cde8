using System.Reflection;
using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// Around every endpoint of the API: asks for the key, and turns whatever is thrown into a problem that is no 500.
/// </summary>
internal sealed partial class ApiFilter(ApiAccess access, ILogger<ApiFilter> logger) : IEndpointFilter
{
    /// <summary>Tells who may use the API which version of CallGrains answers.</summary>
    public const string VersionHeader = "CallGrains-Version";

    // Without the commit.
    private static readonly string Version = typeof(ApiFilter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;

        // What a journal holds stays in no cache, and is never taken for a page.
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            var (refused, who) = await access.CheckAsync(http);
            if ((refused ?? CheckQuery(http) ?? JsonBody.CheckType(http.Request)) is { } refusal)
            {
                return refusal;
            }

            ApiRouter.Begin(who);
            http.Response.Headers[VersionHeader] = Version;
            return await next(context);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException && http.RequestAborted.IsCancellationRequested)
        {
            return TypedResults.Empty;
        }
        catch (Exception e)
        {
            var refusal = Refusal.Of(e);
            if (refusal.IsOurFault)
            {
                LogFailed(e, http.Request.Method, http.GetEndpoint()?.DisplayName);
            }

            return refusal;
        }
    }

    /// <summary>A parameter that is misspelt would narrow nothing, and nobody would notice.</summary>
    private static Refusal? CheckQuery(HttpContext http)
    {
        var known = http.GetEndpoint()?.Metadata.GetMetadata<QueryNames>()?.Names ?? [];
        return http.Request.Query.Keys.FirstOrDefault(key => !known.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? Fields.Unknown(unknown, "query parameter", known)
            : null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} at {Endpoint} failed")]
    private partial void LogFailed(Exception exception, string method, string? endpoint);
}
