using System.Net;

namespace CallGrains.Applications.Tests.Login;

/// <summary>As much of a browser as a login needs: cookies, and links that are followed one by one.</summary>
internal sealed class Browser(Uri home) : IDisposable
{
    private const string OwnPage = "X-CallGrains-Console";
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer(), UseProxy = false });

    /// <summary>Logs in; the last answer.</summary>
    public async Task<HttpResponseMessage> LogInAsync()
    {
        var answer = await _client.GetAsync(new Uri(home, "/console/login"), TestContext.Current.CancellationToken);
        for (var step = 0; step < 2; step++)
        {
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            answer = await _client.GetAsync(answer.Headers.Location, TestContext.Current.CancellationToken);
        }

        return answer;
    }

    /// <summary>Asks as the console's page does, or as headers say.</summary>
    public async Task<(HttpStatusCode Status, string Text)> AskAsync(string path, string method = "GET", bool isOwnPage = true, Uri? at = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(at ?? home, path));
        foreach (var (name, value) in isOwnPage ? headers.Prepend((OwnPage, "1")) : headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task<HttpResponseMessage> GetAsync(Uri url) => _client.GetAsync(url, TestContext.Current.CancellationToken);

    public void Dispose() => _client.Dispose();
}
