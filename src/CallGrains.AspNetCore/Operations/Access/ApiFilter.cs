using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// Around every endpoint of the API: asks for the key, and turns whatever is thrown into a problem that is no 500.
/// </summary>
internal sealed partial class ApiFilter(ApiAccess access, ILogger<ApiFilter> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            if ((access.Check(http, out var who) ?? JsonBody.CheckType(http.Request)) is { } refusal)
            {
                return refusal;
            }

            ApiRouter.Begin(who);
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

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} at {Endpoint} failed")]
    private partial void LogFailed(Exception exception, string method, string? endpoint);
}
