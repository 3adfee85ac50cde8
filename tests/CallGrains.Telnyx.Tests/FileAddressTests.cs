using System.Net;
using System.Net.Sockets;

namespace CallGrains.Telnyx.Tests;

/// <summary>Links of the carrier do not lead into one's own network, and the account's key goes nowhere else.</summary>
public sealed class FileAddressTests
{
    private static readonly Uri Carrier = new("https://api.telnyx.com");

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("203.0.113.7", true)]
    [InlineData("2001:4860:4860::8888", true)]
    public void What_is_internal_is_known(string address, bool isPublic) => Assert.Equal(isPublic, PublicAddresses.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("169.254.169.254")]
    [InlineData("[::1]")]
    public async Task A_link_to_an_internal_address_is_not_followed(string host)
    {
        using var secret = new TcpListener(IPAddress.Loopback, 0);
        secret.Start();
        using var client = Client(Carrier);

        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri($"http://{host}:{Port(secret)}/latest/meta-data/"), TestContext.Current.CancellationToken));

        Assert.Contains("an address of one's own network", refusal.ToString(), StringComparison.Ordinal);
        Assert.False(secret.Pending());
    }

    [Fact]
    public async Task A_redirect_is_not_followed_anywhere()
    {
        using var carrier = new TcpListener(IPAddress.Loopback, 0);
        carrier.Start();
        using var client = Client(new Uri($"http://127.0.0.1:{Port(carrier)}"));
        var answering = AnswerAsync(carrier, "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/meta-data/\r\nContent-Length: 0\r\n\r\n");

        using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{Port(carrier)}/file.wav"), TestContext.Current.CancellationToken);

        await answering;
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    [Fact]
    public async Task The_carriers_own_address_may_be_internal_and_so_may_others_by_setting()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        foreach (var (carrier, allowed) in new[] { (new Uri($"http://127.0.0.1:{Port(server)}"), false), (Carrier, true) })
        {
            using var client = Client(carrier, allowed);
            var answering = AnswerAsync(server, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{Port(server)}/file.wav"), TestContext.Current.CancellationToken);
            await answering;
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private static HttpClient Client(Uri carrier, bool allowsInternal = false) => new(CarrierHttp.CreateHandler(4, TimeSpan.FromSeconds(10), new PublicAddresses(carrier, allowsInternal)));

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        using var connection = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var stream = connection.GetStream();
        var buffer = new byte[4096];
        Assert.NotEqual(0, await stream.ReadAsync(buffer, TestContext.Current.CancellationToken));
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer), TestContext.Current.CancellationToken);
    }
}
