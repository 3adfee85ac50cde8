using System.Net;
using CallGrains.AspNetCore.Http.Tests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Ingress.Tests;

/// <summary>
/// Whose callbacks are taken: outside Development those that somebody signed or showed a password for.
/// </summary>
public sealed class SignedOnlyTests
{
    private static readonly BasicCredentials Credentials = new() { User = "bw", Password = "secret" };

    [Fact]
    public async Task Outside_Development_nothing_starts_that_takes_callbacks_from_anybody()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => IngressHost.StartAsync(beside: new SignedCarrier(), environment: "Production"));

        var fault = Assert.Single(refused.Failures);
        Assert.StartsWith("Anybody could send callbacks of bandwidth, for which the environment Production is no place. Set CallGrains:Ingress:SignedOnly=true", fault, StringComparison.Ordinal);
        Assert.Contains("CallGrains:Ingress:Credentials:User", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signed_URLs_or_credentials_are_enough()
    {
        await using var signed = await IngressHost.StartAsync(o => o.SignedOnly = true, environment: "Production");
        await using var all = await IngressHost.StartAsync(o => o.Credentials = Credentials, environment: "Production");
        await using var own = await IngressHost.StartAsync(o => o.Carriers["bandwidth"] = Credentials, environment: "Production");

        Assert.All([signed, all, own], host => Assert.DoesNotContain(host.Log.Lines, IsWarning));
        using var answer = await all.Client.PostAsync(Requests.Plain, Requests.Answer());
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task In_Development_anybody_may_and_one_line_warns()
    {
        await using var host = await IngressHost.StartAsync();

        using var answer = await host.Client.PostAsync(Requests.Plain, Requests.Answer());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("CallGrains:Ingress:SignedOnly", Assert.Single(host.Log.Lines, IsWarning).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_grain_is_told_what_nobody_signed()
    {
        await using var open = await IngressHost.StartAsync(beside: new SignedCarrier());
        using var flow = await open.Client.PostAsync("/callbacks/bandwidth/flows/greeting", Requests.Answer("c-1"));
        using var plain = await open.Client.PostAsync(Requests.Plain, Requests.Answer("c-2"));
        using var signedFlow = await open.Client.PostAsync("/callbacks/bandwidth/f/" + IngressHost.Tokens.CreateForFlow("greeting"), Requests.Answer("c-3"));
        using var leg = await open.Client.PostAsync("/callbacks/bandwidth/i/" + IngressHost.Tokens.Create(FlowAddress.Call("o-1"), 0), Requests.Answer("c-4"));
        await using var closed = await IngressHost.StartAsync(o => o.Credentials = Credentials);
        using var request = new HttpRequestMessage(HttpMethod.Post, Requests.Plain) { Content = new StringContent(Requests.Answer("c-5")) };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String("bw:secret"u8));
        using var known = await closed.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal([true, true, false, false], open.Router.Sent.Select(sent => sent.Callback.IsUnsigned));
        Assert.False(Assert.Single(closed.Router.Sent).Callback.IsUnsigned);
    }

    [Fact]
    public async Task A_carriers_signature_is_proof()
    {
        await using var host = await IngressHost.StartAsync(beside: new SignedCarrier());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/callbacks/signed") { Content = new StringContent("Call=c-7", null, "application/x-www-form-urlencoded") };
        request.Headers.Add("x-signature", SignedCarrier.Sign(new Uri(host.Address, "/callbacks/signed").AbsoluteUri, "Call=c-7"));
        using var answer = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.False(Assert.Single(host.Router.Sent).Callback.IsUnsigned);
    }

    private static bool IsWarning((LogLevel Level, string Text) line) => line.Level == LogLevel.Warning && line.Text.Contains("anybody", StringComparison.Ordinal);
}
