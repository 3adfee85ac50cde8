using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Faults;

/// <summary>
/// The body of an ordered error: the code asked for, or the one the carrier would use with that status there.
/// </summary>
internal static class FaultErrors
{
    private static readonly TimeSpan LimitTime = TimeSpan.FromSeconds(1);

    public static ApiError Of(FaultOrder order, string path, DateTimeOffset now)
    {
        if (order.Status == 429)
        {
            return ApiError.TooFast(now + LimitTime);
        }

        var code = order.Code ?? CodeOf(order.Status, path);
        return new ApiError(order.Status, CategoryOf(order.Status, code), code, "A fault on order: nothing was done (GET /sim/faults lists the rules).");
    }

    private static string CodeOf(int status, string path) => status switch
    {
        401 => "access-denied",
        403 when path.TrimEnd('/').EndsWith("/calls", StringComparison.Ordinal) => "call-rate-limit",
        403 when path.TrimEnd('/').EndsWith("/messages", StringComparison.Ordinal) => "message-rate-limit",
        403 => "insufficient-available-balance",
        404 => "resource-not-found",
        409 when path.Contains("/calls/", StringComparison.Ordinal) => "call-update-conflict",
        409 => "conference-update-conflict",
        < 500 => "validation-error",
        500 => "backend-protocol-support-failure",
        _ when path.Contains("/calls/", StringComparison.Ordinal) => "call-unavailable",
        _ => "internal-error",
    };

    private static string CategoryOf(int status, string code) => status switch
    {
        401 => "authorization",
        403 when code.Contains("limit", StringComparison.Ordinal) => "limit",
        403 when code.Contains("balance", StringComparison.Ordinal) => "credit",
        403 => "forbidden",
        404 => "not-found",
        409 => "conflict",
        < 500 => "bad-request",
        500 => "backend",
        _ => "unavailable",
    };
}
