using CallGrains.Simulator.Faults;

namespace CallGrains.Simulator.Rest;

/// <summary>Bandwidth's V1: HTTP basic, the user in the path, errors with category and code.</summary>
internal sealed class CatapultRest(Account account) : IRestStyle
{
    public void Authenticate(RestRequest request)
    {
        var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var foreign = parts is ["v1", "users", var user, ..] && user != account.UserId;
        if (foreign || !account.Accepts(request.Header("Authorization")))
        {
            throw ApiError.Denied("access-denied",
                $"Access was denied for user '{(parts.Length > 2 ? parts[2] : "")}'. Check the user id in the path and the API token and secret (HTTP basic); the simulator prints its own at start-up.");
        }
    }

    public ApiReply Refuse(ApiError error, RestRequest http)
    {
        var path = http.Path;
        var shown = path.StartsWith("/v1/", StringComparison.Ordinal) ? path[4..] : path.TrimStart('/');
        return new ApiReply(error.Status, error.Render(http.Method, http.Sender, shown)) { LimitReset = error.LimitReset, MoreHeaders = error.Status == 401 ? [("WWW-Authenticate", "Basic")] : [] };
    }

    public ApiError OfFault(FaultOrder order, string path, DateTimeOffset now) => FaultErrors.Of(order, path, now);
}
