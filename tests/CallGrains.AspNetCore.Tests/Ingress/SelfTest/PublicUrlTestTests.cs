using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.AspNetCore.Ingress.Tests;

/// <summary>What the self-test says of each way in which a public address can be wrong.</summary>
public sealed class PublicUrlTestTests
{
    [Fact]
    public async Task An_address_that_leads_here_is_right()
    {
        await using var host = await IngressHost.StartAsync();
        Assert.Null(await TestAsync(host, host.Address));
    }

    [Fact]
    public async Task A_question_is_answered_once_and_a_made_up_one_never()
    {
        await using var host = await IngressHost.StartAsync();
        var path = "/callbacks/self-test/" + host.Services.GetRequiredService<SelfTestRegistry>().Ask();

        Assert.Equal(200, await StatusAsync(host, path));
        Assert.Equal(404, await StatusAsync(host, path));
        Assert.Equal(404, await StatusAsync(host, "/callbacks/self-test/made-up"));
    }

    [Theory]
    [InlineData("http://no-such-name.invalid", "DNS: the name no-such-name.invalid does not resolve")]
    [InlineData("http://127.0.0.1:1", "Nothing listens at 127.0.0.1:1")]
    public async Task Who_is_not_there_is_named(string address, string says)
    {
        await using var host = await IngressHost.StartAsync();
        Assert.StartsWith(says, await TestAsync(host, new Uri(address)));
    }

    [Fact]
    public async Task Where_no_TLS_is_spoken_TLS_is_named()
    {
        await using var host = await IngressHost.StartAsync();
        Assert.StartsWith("TLS: 127.0.0.1 was reached, but not safely", await TestAsync(host, new UriBuilder(host.Address) { Scheme = "https" }.Uri));
    }

    [Theory]
    [InlineData(200, "Wrong host: 127.0.0.1 answers 200")]
    [InlineData(404, "Wrong host: 127.0.0.1 answers 404")]
    [InlineData(401, "Access: 127.0.0.1 answers 401; exempt /callbacks/")]
    [InlineData(302, "Redirect: 127.0.0.1 answers 302 to https://elsewhere.example/; the carrier does not follow")]
    [InlineData(502, "Proxy: 127.0.0.1 answers 502; it cannot reach this host")]
    public async Task Another_host_is_told_from_a_proxy_of_ours(int status, string says)
    {
        await using var host = await IngressHost.StartAsync();
        await using var other = await OtherAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = status == 302 ? "https://elsewhere.example/" : default;
            return context.Response.WriteAsync("hello");
        });

        Assert.StartsWith(says, await TestAsync(host, new Uri(other.Urls.Single())));
    }

    [Fact]
    public async Task A_proxy_that_strips_the_path_is_told_what_came_in()
    {
        await using var host = await IngressHost.StartAsync(around: (context, next) =>
        {
            context.RequestServices.GetRequiredService<SelfTestRegistry>().Note(context);
            return next(context);
        });
        using var forward = new HttpClient();
        await using var proxy = await OtherAsync(async context =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Address, context.Request.Path.Value!.Replace("/callbacks", "", StringComparison.Ordinal)));
            request.Headers.Add(SelfTestRegistry.Header, context.Request.Headers[SelfTestRegistry.Header].ToString());
            using var answer = await forward.SendAsync(request);
            context.Response.StatusCode = (int)answer.StatusCode;
        });

        Assert.StartsWith("Proxy: our request for /callbacks/self-test/… came in as /self-test/…;", await TestAsync(host, new Uri(proxy.Urls.Single())));
    }

    private static Task<string?> TestAsync(IngressHost host, Uri address) =>
        host.Services.GetRequiredService<PublicUrlTest>().RunAsync(address, TestContext.Current.CancellationToken);

    private static async Task<int> StatusAsync(IngressHost host, string path)
    {
        using var answer = await host.Client.GetAsync(path);
        return (int)answer.StatusCode;
    }

    private static async Task<WebApplication> OtherAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }
}
