using System.Net;
using System.Text;

namespace CallGrains.AspNetCore.Ingress.Tests;

/// <summary>
/// What a carrier's own protocol decides: who is let in once the body is there, how it is read, and what it is
/// answered.
/// </summary>
public sealed class ProtocolTests
{
    private const string Body = "Kind=call&Call=c-7";

    [Fact]
    public async Task A_signed_callback_is_routed_with_what_its_carrier_read_and_answered_with_the_grains_reply()
    {
        await using var host = await IngressHost.StartAsync(beside: new SignedCarrier());
        host.Router.Answer = _ => Task.FromResult(new Receipt(Disposition.Accepted) { Reply = new CallbackReply("<Say>Hello</Say>"u8.ToArray()) });

        using var answer = await SendAsync(host, "/callbacks/signed/flows/greeting?at=1%2F2", host.Address);

        Assert.Equal((HttpStatusCode.OK, "application/xml", "<Say>Hello</Say>"), await ReadAsync(answer));
        var (address, callback, _) = Assert.Single(host.Router.Sent);
        Assert.Equal((FlowAddress.Call("c-7"), "signed", CallbackForm.Form, "in c-7", "greeting"), (address, callback.Carrier, callback.Form, callback.Received.DedupeKey, callback.Flow));
        Assert.Equal(Body, Encoding.UTF8.GetString(callback.Raw.Span));
    }

    [Fact]
    public async Task A_grain_that_replies_nothing_is_answered_as_its_carrier_wants()
    {
        await using var host = await IngressHost.StartAsync(beside: new SignedCarrier());

        using var answer = await SendAsync(host, "/callbacks/signed", host.Address);

        Assert.Equal((HttpStatusCode.OK, "application/xml", "<Wait/>"), await ReadAsync(answer));
    }

    [Theory]
    [InlineData("Call=c-9", "call/o-9", 3)]
    [InlineData("Call=c-7", "call/o-1", 2)]
    public async Task A_leg_that_a_carrier_has_signed_is_believed_before_the_url(string body, string grain, int leg)
    {
        await using var host = await IngressHost.StartAsync(beside: new SignedCarrier());
        var path = $"/callbacks/signed/i/{IngressHost.Tokens.Create(FlowAddress.Call("o-1"), 2)}";
        using var request = Request(path, body, SignedCarrier.Sign(host.Address.ToString().TrimEnd('/') + path, body));

        using var answer = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var (address, callback, _) = Assert.Single(host.Router.Sent);
        Assert.Equal((FlowAddress.Parse(grain), leg), (address, callback.Leg));
    }

    [Fact]
    public async Task Behind_a_proxy_the_public_url_is_the_one_that_was_signed()
    {
        var beyond = new Uri("https://user:secret@calls.example.com/voice/");
        await using var host = await IngressHost.StartAsync(o => o.PublicUrl = beyond, beside: new SignedCarrier());

        using var answer = await SendAsync(host, "/callbacks/signed", new Uri("https://calls.example.com/voice"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/callbacks/signed?at=1", "/callbacks/signed?at=2", Body)]
    [InlineData("/callbacks/signed", "/callbacks/signed", "Kind=call&Call=c-8")]
    public async Task What_was_changed_on_the_way_is_refused_and_routed_nowhere(string path, string changed, string body)
    {
        await using var host = await IngressHost.StartAsync(beside: new SignedCarrier());
        using var request = Request(changed, body, SignedCarrier.Sign(host.Address.ToString().TrimEnd('/') + path, Body));

        using var answer = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("sign both with the account's key", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(host.Router.Sent);
    }

    private static async Task<HttpResponseMessage> SendAsync(IngressHost host, string path, Uri at)
    {
        using var request = Request(path, Body, SignedCarrier.Sign(at.ToString().TrimEnd('/') + path, Body));
        return await host.Client.SendAsync(request);
    }

    private static HttpRequestMessage Request(string path, string body, string signature) => new(HttpMethod.Post, path)
    {
        Content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded"),
        Headers = { { "X-Signature", signature } },
    };

    private static async Task<(HttpStatusCode, string?, string)> ReadAsync(HttpResponseMessage answer) =>
        (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync());
}
