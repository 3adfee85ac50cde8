namespace CallGrains.Simulator.Rest;

/// <summary>HEAD works where GET does: the same status and headers; the server leaves out the body.</summary>
internal static class HeadRequests
{
    private const string Sign = "head";

    public static RequestDelegate Before(RequestDelegate next) => http =>
    {
        if (HttpMethods.IsHead(http.Request.Method))
        {
            http.Items[Sign] = true;
            http.Request.Method = HttpMethods.Get;
        }

        return next(http);
    };

    public static bool IsHead(HttpContext http) => http.Items.ContainsKey(Sign);
}
