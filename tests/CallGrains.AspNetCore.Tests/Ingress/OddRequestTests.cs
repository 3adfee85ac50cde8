using System.Net;
using System.Text;
using CallGrains.AspNetCore.Http.Tests;

namespace CallGrains.AspNetCore.Ingress.Tests;

/// <summary>
/// Requests that only somebody sends who looks for a weak place are refused as the caller's fault, and reach no grain.
/// </summary>
public sealed class OddRequestTests
{
    [Theory, InlineData("."), InlineData("..")]
    public async Task An_id_that_would_be_a_step_in_a_path_names_no_call(string id)
    {
        await using var host = await IngressHost.StartAsync();

        using var answer = await host.Client.PostAsync(Requests.Plain, Requests.Answer(id));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(host.Router.Sent);
    }

    [Theory, InlineData("gzip", HttpStatusCode.UnsupportedMediaType), InlineData("identity", HttpStatusCode.OK)]
    public async Task A_body_that_says_it_is_compressed_is_not_taken_as_it_is(string encoding, HttpStatusCode status)
    {
        await using var host = await IngressHost.StartAsync();
        using var content = new StringContent(Requests.Answer(), Encoding.UTF8, "application/json");
        content.Headers.ContentEncoding.Add(encoding);

        using var answer = await host.Client.PostAsync(new Uri(Requests.Plain, UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_chunk_of_an_absurd_size_is_the_callers_fault()
    {
        await using var host = await IngressHost.StartAsync();
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, host.Address.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {Requests.Plain} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nx"), TestContext.Current.CancellationToken);
        var answer = new byte[16];
        await stream.ReadAtLeastAsync(answer, 12, cancellationToken: TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 400", Encoding.ASCII.GetString(answer), StringComparison.Ordinal);
        Assert.Empty(host.Log.Errors);
    }
}
