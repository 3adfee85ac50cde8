using System.Collections.Concurrent;
using System.Text;
using CallGrains.AspNetCore.Http.Tests;

namespace CallGrains.AspNetCore.Ingress.Tests;

/// <summary>
/// Whatever comes, nothing leaves as a 500, and the ingress goes on. Seeded: a failure names its request's number.
/// </summary>
public sealed class FuzzTests
{
    private const int Seed = 20240501;
    private const int Rounds = 6000;

    private static readonly string[] Methods = [.. Enumerable.Repeat("POST", 18), .. Enumerable.Repeat("GET", 6), "PUT", "HEAD", "OPTIONS", "TRACE", "BREW", "post"];

    private static readonly string[] Headers =
    [
        "Content-Type: application/json; charset=\"\0", "Content-Type: ", "Authorization: Basic ====", "Authorization: Basic " + new string('A', 3000),
        "Authorization: \u00ff\u00fe", "Transfer-Encoding: chunked", "Transfer-Encoding: gzip", "Content-Length: 7", "Content-Length: -1",
        "Content-Length: 99999999999999999999", "Expect: 100-continue", "Content-Encoding: br", "Host: \u00e9", "Connection: upgrade",
        "X-Long: " + new string('x', 9000), "Accept: \0", "Traceparent: 00-zz", "Cookie: =;=;", ": nameless", "no colon at all",
    ];

    [Fact]
    public async Task Nothing_yields_a_500()
    {
        await using var host = await IngressHost.StartAsync(o => o.Carriers["bandwidth"] = new() { User = "u", Password = "p" });
        host.Router.Answer = address => address.Id.Length % 7 == 0
            ? throw new InvalidOperationException("thrown, not returned")
            : Task.FromResult(new Receipt(Disposition.Accepted));
        var statuses = new ConcurrentDictionary<string, int>();

        await Parallel.ForAsync(0, Rounds, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var answer = await SendAsync(host.Address, new Random(Seed + i));
            var status = answer.Length == 0 ? "closed" : answer.Split(' ')[1];
            statuses.AddOrUpdate(status, 1, (_, n) => n + 1);
            Assert.True(status is not ("500" or "502" or "504"), $"request {i}: {answer}");
        });

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", statuses));

        Assert.All(host.Log.Errors, e => Assert.Contains("thrown, not returned", e, StringComparison.Ordinal));

        // The seed must keep reaching the parts that matter, or this test proves nothing.
        Assert.All(["200", "400", "401", "404", "405", "413", "414", "503"], s => Assert.True(statuses.ContainsKey(s), $"no {s} among {string.Join(", ", statuses)}"));
        Assert.True(statuses["200"] > Rounds / 15, string.Join(", ", statuses));
    }

    private static async Task<string> SendAsync(Uri address, Random random)
    {
        var (request, isWhole) = Request(random);
        using var socket = await RawSocket.ConnectAsync(address);
        try
        {
            await socket.SendAsync(request);
        }
        catch (IOException)
        {
            // Refused before it was all sent; the answer is there to read.
        }

        return await socket.FinishAsync(sayGoodbye: !isWhole);
    }

    private static (byte[] Bytes, bool IsWhole) Request(Random random)
    {
        var method = Methods[random.Next(Methods.Length)];
        var body = Body(random);
        var summary = new StringBuilder($"{method} {Path(random)}{(method == "GET" || random.Next(20) == 0 ? "?" + Query(random) : "")} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        if (random.Next(8) > 0)
        {
            summary.Append("Authorization: Basic dTpw\r\n");
        }

        for (var i = random.Next(-5, 3); i > 0; i--)
        {
            summary.Append(Headers[random.Next(Headers.Length)]).Append("\r\n");
        }

        var isWhole = random.Next(40) > 0 && !summary.ToString().Contains("Transfer-", StringComparison.Ordinal);
        summary.Append($"Content-Length: {(isWhole ? body.Length : body.Length + random.Next(-5, 50))}\r\n\r\n");
        return ([.. Encoding.Latin1.GetBytes(summary.ToString()), .. body], isWhole);
    }

    private static string Path(Random random) => random.Next(12) switch
    {
        < 5 => "/callbacks/bandwidth",
        5 => "/callbacks/BANDWIDTH/flows/greeting",
        6 => "/callbacks/bandwidth/flows/" + Escapes(random, 20),
        7 => "/callbacks/bandwidth/i/" + IngressHost.Tokens.Create(FlowAddress.Call("o-" + random.Next(1000)), random.Next(9)),
        8 => "/callbacks/bandwidth/i/" + Escapes(random, 60),
        9 => "/callbacks/" + Escapes(random, 10),
        10 => "/callbacks/bandwidth/" + Junk(random, 10),
        _ => "/callbacks/bandwidth/i/" + Convert.ToBase64String(Bytes(random, 40)).Replace('/', '_'),
    };

    private static string Query(Random random) => random.Next(8) switch
    {
        0 => Junk(random, 100),
        1 => Escapes(random, 200),
        2 => "eventType=answer&callId=" + Escapes(random, 10),
        3 => "eventType=sms&" + new string('y', 66_000),
        4 => "eventType=answer&callId=c-1&time=" + Escapes(random, 5),
        _ => Encoding.UTF8.GetString(AnyFixture(random, ".query")),
    };

    private static byte[] Body(Random random) => random.Next(10) switch
    {
        0 => Bytes(random, 300),
        1 => [],
        2 => new byte[70_000],
        3 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", random.Next(1, 3000)))),
        4 => Encoding.UTF8.GetBytes($$"""{"eventType":"answer","callId":"{{Junk(random, 8)}}","tag":"\ud800"}"""),
        5 or 6 => Mutated(random),
        _ => AnyFixture(random, ".json"),
    };

    private static byte[] Mutated(Random random)
    {
        var bytes = AnyFixture(random, ".json").ToArray();
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    private static byte[] AnyFixture(Random random, string suffix)
    {
        var files = Fixtures.Where(f => f.Name.EndsWith(suffix, StringComparison.Ordinal)).ToList();
        return files[random.Next(files.Count)].Bytes;
    }

    private static List<(string Name, byte[] Bytes)> Fixtures { get; } = [.. Requests.Fixtures.Select(f => (f, Requests.Fixture(f)))];

    private static byte[] Bytes(Random random, int most)
    {
        var bytes = new byte[random.Next(most)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Junk(Random random, int most) => string.Concat(Bytes(random, most).Select(b => b is (byte)'\r' or (byte)'\n' ? 'n' : (char)b));

    private static string Escapes(Random random, int most) => string.Concat(Bytes(random, most).Select(b => $"%{b:X2}"));
}
