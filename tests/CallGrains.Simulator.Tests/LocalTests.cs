using System.Net;

namespace CallGrains.Simulator.Tests;

/// <summary>The phones ask for no password, so nobody but the user of this machine reaches them.</summary>
public sealed class LocalTests
{
    [Theory]
    [InlineData("Host", "evil.example.com")]
    [InlineData("Origin", "https://evil.example.com")]
    [InlineData("X-Forwarded-For", "192.0.2.1")]
    [InlineData("X-Real-IP", "192.0.2.1")]
    [InlineData("Via", "1.1 proxy")]
    public async Task Who_comes_by_another_name_from_another_page_or_through_a_proxy_is_refused(string header, string value)
    {
        await using var server = await SimulatorServer.StartAsync(new SimulatorOptions { Port = 0 }, TestContext.Current.CancellationToken);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Url, "/sim/callbacks"));
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain("items", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_own_page_may()
    {
        await using var server = await SimulatorServer.StartAsync(new SimulatorOptions { Port = 0 }, TestContext.Current.CancellationToken);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Url, "/sim/callbacks")) { Headers = { { "Origin", server.Url.GetLeftPart(UriPartial.Authority) } } };
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
