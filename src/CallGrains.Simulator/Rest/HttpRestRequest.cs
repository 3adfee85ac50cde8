namespace CallGrains.Simulator.Rest;

/// <summary>A request that came over HTTP.</summary>
internal sealed class HttpRestRequest(HttpContext http) : RestRequest
{
    public override string Method => http.Request.Method;

    public override bool IsHead => HeadRequests.IsHead(http);

    public override string Path => http.Request.Path.Value ?? "";

    public override string EscapedPath => http.Request.Path.ToUriComponent();

    public override string QueryString => http.Request.QueryString.ToString();

    public override IEnumerable<KeyValuePair<string, string>> Parameters => http.Request.Query.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString()));

    public override IEnumerable<KeyValuePair<string, IEnumerable<string>>> Headers =>
        http.Request.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.OfType<string>()));

    public override long? ContentLength => http.Request.ContentLength;

    public override Stream Content => http.Request.Body;

    public override string Root => $"{http.Request.Scheme}://{http.Request.Host}";

    public override string Sender => http.Connection.RemoteIpAddress?.ToString() ?? "";

    public override CancellationToken Aborted => http.RequestAborted;

    public override string Route(string name) => http.GetRouteValue(name) as string ?? "";

    public override string? Query(string name) => http.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    public override string? Header(string name) => http.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;

    public override void Abort() => http.Abort();

    public override async Task AnswerAsync(ApiReply reply)
    {
        var response = http.Response;
        response.StatusCode = reply.Status;
        foreach (var (name, values) in reply.Headers())
        {
            response.Headers[name] = values.ToArray();
        }

        if (reply.Content is { } content)
        {
            response.ContentLength = content.Length;
            await content.WriteAsync(response.Body, http.RequestAborted);
        }
        else if (reply.Text is { } text)
        {
            await response.WriteAsync(text);
        }
        else
        {
            response.ContentLength = 0;
        }

        await response.CompleteAsync();
    }
}
