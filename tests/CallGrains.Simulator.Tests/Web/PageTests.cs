using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests.Web;

public sealed partial class PageTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private Carrier _carrier = null!;

    public async ValueTask InitializeAsync() => _carrier = await Carrier.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _carrier.DisposeAsync();
    }

    [Fact]
    public async Task Everything_that_the_page_is_made_of_is_served_and_nothing_comes_from_elsewhere()
    {
        var seen = new HashSet<string>();
        var waiting = new Queue<string>(["/"]);
        while (waiting.TryDequeue(out var path))
        {
            if (!seen.Add(path))
            {
                continue;
            }

            var text = await _http.GetStringAsync(new Uri(_carrier.Url, path));
            foreach (Match found in References().Matches(text))
            {
                waiting.Enqueue(found.Groups["name"].Value is var name && name.StartsWith('/') ? name : $"/web/{name.TrimStart('.', '/')}");
            }

            Assert.DoesNotMatch(@"(?:src|href|import|from|url\()\s*[=(]?\s*[""'(]https?:", text);
        }

        Assert.Contains("/web/ladder-layout.js", seen);
        Assert.Contains("/web/tokens.css", seen);
    }

    [Fact]
    public async Task A_file_that_has_not_changed_is_not_sent_again()
    {
        using var first = await _http.GetAsync(new Uri(_carrier.Url, "web/app.js"));
        Assert.Equal("text/javascript", first.Content.Headers.ContentType?.MediaType);
        Assert.Contains("default-src 'self'", Assert.Single(first.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_carrier.Url, "web/app.js"));
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(first.Headers.ETag!.ToString()));
        using var again = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Theory]
    [InlineData("web/none.js")]
    [InlineData("web/..%2FProgram.cs")]
    public async Task A_name_that_is_none_is_404(string path)
    {
        using var answer = await _http.GetAsync(new Uri(_carrier.Url, path));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_phones_picture_can_be_fetched_by_the_application_and_shown_by_the_page()
    {
        using var put = await _http.PutAsync(new Uri(_carrier.Url, "sim/media/cat.png"), new ByteArrayContent([1, 2, 3]) { Headers = { ContentType = new("image/png") } });
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal([1, 2, 3], await _carrier.Api.GetByteArrayAsync(put.Headers.Location));
        using var shown = await _http.GetAsync(new Uri(_carrier.Url, "sim/media/cat.png"));
        Assert.Equal(("image/png", "sandbox"), (shown.Content.Headers.ContentType?.MediaType, shown.Headers.GetValues("Content-Security-Policy").Single()));
        using var missing = await _http.GetAsync(new Uri(_carrier.Url, "sim/media/dog.png"));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [GeneratedRegex(@"(?:(?:src|href)=""|from '|import ')(?<name>[^""']+)[""']")]
    private static partial Regex References();
}
