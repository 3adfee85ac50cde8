using System.Net;

namespace CallGrains.Deploy.Tests.Proxy;

/// <summary>
/// The deployed nginx, really running, before two ingresses. With whole ingresses of which one is killed:
/// <c>BalancerTests</c> of the end-to-end tests.
/// </summary>
public sealed class NginxTests : IAsyncDisposable
{
    private const int Callbacks = 60, Held = 20;
    private readonly int[] _ports = [Tick.FreePort(), Tick.FreePort()];
    private readonly List<IAsyncDisposable> _started = [];

    [Fact]
    public async Task A_callback_whose_ingress_dies_is_given_to_the_other_one()
    {
        var (first, second) = (await StartAsync(0, holds: Held), await StartAsync(1));
        var (http, balancer) = await BalanceAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, Callbacks).Select(n => http.PostAsync(new Uri(balancer.Web, $"/callbacks/bandwidth/{n}"), new ByteArrayContent(new byte[n]))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.True(first.Seen.Count >= Held);
        Assert.Equal(
            Enumerable.Range(0, Callbacks).Select(n => ($"/callbacks/bandwidth/{n}", (long)n)).ToHashSet(),
            second.Seen.Select(s => (s.Path, s.Size)).ToHashSet());
        Assert.DoesNotContain("/callbacks/", await balancer.StopAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Carriers_get_callbacks_only_and_nobody_says_who_he_is()
    {
        var ingresses = new[] { await StartAsync(0), await StartAsync(1) };
        var (http, balancer) = await BalanceAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(balancer.Web, "/api/calls"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(balancer.Web, "/readyz"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(balancer.Local, "/api/calls"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(http, balancer.Web, 64 * 1024)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(http, balancer.Web, (64 * 1024) + 1)).StatusCode);

        var seen = ingresses.SelectMany(i => i.Seen).ToList();
        Assert.Equal(["/api/calls", "/callbacks/bandwidth"], seen.Select(s => s.Path).Order());
        Assert.All(seen, s => Assert.Equal("127.0.0.1", s.From));
    }

    /// <summary>The second call of a customer would be worse than an error.</summary>
    [Fact]
    public async Task A_command_of_the_control_API_that_may_have_been_taken_is_not_sent_again()
    {
        var ingresses = new[] { await StartAsync(0), await StartAsync(1) };
        Array.ForEach(ingresses, i => i.IsBroken = true);
        var (http, balancer) = await BalanceAsync();
        Assert.Equal(HttpStatusCode.BadGateway, (await http.PostAsync(new Uri(balancer.Local, "/api/calls"), new StringContent("{}"))).StatusCode);
        Assert.Single(ingresses.SelectMany(i => i.Seen));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_started))
        {
            await part.DisposeAsync();
        }
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, Uri url, int size)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url, "/callbacks/bandwidth")) { Content = new ByteArrayContent(new byte[size]) };
        request.Headers.Add("X-Forwarded-For", "10.1.2.3");
        return http.SendAsync(request);
    }

    private async Task<FakeIngress> StartAsync(int index, int holds = 0)
    {
        Assert.SkipWhen(Balancer.Obstacle is not null, Balancer.Obstacle ?? "");
        var ingress = await FakeIngress.StartAsync(_ports[index], holds);
        _started.Add(ingress);
        return ingress;
    }

    private async Task<(HttpClient Http, Balancer Balancer)> BalanceAsync()
    {
        var balancer = await Balancer.StartAsync(_ports);
        _started.Add(balancer);
        return (balancer.NewClient(), balancer);
    }
}
