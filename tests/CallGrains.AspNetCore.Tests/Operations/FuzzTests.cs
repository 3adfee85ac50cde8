using System.Collections.Concurrent;
using System.Text;
using CallGrains.AspNetCore.Http.Tests;

namespace CallGrains.AspNetCore.Operations.Tests;

/// <summary>Whatever comes, nothing leaves as a 500. Seeded: a failure names its request's number.</summary>
public sealed class FuzzTests
{
    private const int Seed = 20240502;
    private const int Rounds = 4000;

    private static readonly string[] Bodies =
    [
        """{"flow":"greeting","from":"+15550100","to":"+15550111","args":[1,{"a":null}]}""", """{"flow":"greeting","from":1e999}""", "{\"\\ud800\":1}", "\"\\udfff\"",
        """{"from":"+15550105","to":"+15550123","args":{}}""", """{"text":"Hello","media":["http://x/a","\ud800"]}""", """{"flow":"greeting","from":"+15550100","to":"+15550111","at":"9999-12-31T23:59:59-14:00"}""", """{"text":"Hello"}""",
        "null", "[]", "", "{\"flow\":\"greeting\",\"from\":\"+15550100\",\"to\":\"+15550111\",\"args\":" + new string('[', 40), "123456789012345678901234567890", "\u0000", new string(' ', 70_000),
    ];

    private static readonly string[] Headers =
    [
        "Idempotency-Key: ", "Idempotency-Key: \u00ff", "Idempotency-Key: a\r\nIdempotency-Key: b", "Content-Type: text/json", "Content-Type: ;;;", "Content-Type: application/x+json; charset=utf-32",
        "Accept: application/xml", "Accept-Encoding: \u00e9", "X-Forwarded-For: 1.2.3.4", "X-Api-Key: x", "Authorization: Bearer", "Range: bytes=5-2", "If-None-Match: *", "Expect: 100-continue",
    ];

    [Fact]
    public async Task Nothing_yields_a_500()
    {
        await using var host = await OperationsHost.StartAsync();
        host.Journal.Put("o-1", FakeJournal.Entry("{", [1, 2, 0xFE]), FakeJournal.Entry("[]"), FakeJournal.Entry("{\"a\":\"\\ud800\"}"));
        host.Router.Answer = (address, _) => Task.FromResult(new Receipt((Disposition)(address.Id.Length % 5)));
        var statuses = new ConcurrentDictionary<string, int>();

        await Parallel.ForAsync(0, Rounds, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            using var socket = await RawSocket.ConnectAsync(host.Address);
            await socket.SendAsync(Request(new Random(Seed + i)));
            var answer = await socket.FinishAsync(sayGoodbye: false);
            var status = answer.Length == 0 ? "closed" : answer.Split(' ')[1];
            statuses.AddOrUpdate(status, 1, (_, n) => n + 1);
            Assert.True(status is not ("500" or "502" or "504"), $"request {i}: {answer}");
        });

        Assert.True(!host.Log.Errors.Any(), host.Log.Errors.FirstOrDefault());
        Assert.All(["200", "202", "400", "403", "404", "405", "409", "413", "415"], s => Assert.True(statuses.ContainsKey(s), $"no {s} among {string.Join(", ", statuses)}"));
    }

    private static byte[] Request(Random random)
    {
        var isPost = random.Next(2) == 0;
        var body = isPost ? Encoding.UTF8.GetBytes(Bodies[random.Next(Bodies.Length)]) : [];
        if (isPost && random.Next(3) == 0 && body.Length > 0)
        {
            body[random.Next(body.Length)] = (byte)random.Next(256);
        }

        var summary = new StringBuilder($"{(isPost ? "POST" : "GET")} {Path(random)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        summary.Append(random.Next(5) > 0 ? "Content-Type: application/json\r\n" : "");
        summary.Append(random.Next(3) == 0 ? Headers[random.Next(Headers.Length)] + "\r\n" : "");
        summary.Append($"Content-Length: {body.Length}\r\n\r\n");
        return [.. Encoding.Latin1.GetBytes(summary.ToString()), .. body];
    }

    private static string Path(Random random) => random.Next(20) switch
    {
        0 or 1 or 2 => "/api/calls",
        3 => "/api/calls?" + Query(random),
        4 or 5 => "/api/calls/o-1",
        6 => "/api/calls/o-1/journal",
        7 => $"/api/calls/{Text(random, 12)}/journal",
        8 => $"/api/calls/{Text(random, 12)}/hangup",
        9 => $"/api/calls/o-{random.Next(100000)}/signals/{Text(random, 12)}",
        10 => "/api/calls/o-1/signals/" + new string('s', random.Next(200)),
        12 => "/api/threads",
        13 => "/api/threads/+15550105~+15550123/texts",
        14 => $"/api/threads/{Text(random, 12)}~{Text(random, 12)}/texts",
        15 => $"/api/threads/{Text(random, 12)}/signals/{Text(random, 12)}",
        16 => "/api/conferences?" + Query(random),
        17 => $"/api/conferences/{Text(random, 12)}/hangup",
        11 => "/readyz?" + Text(random, 30),
        18 => "/api/" + Text(random, 30),
        _ => "/openapi/" + (random.Next(2) == 0 ? "v1.json" : Text(random, 10)),
    };

    private static string Query(Random random) => string.Join('&', Enumerable.Range(0, random.Next(1, 5)).Select(_ =>
        $"{new[] { "state", "flow", "number", "size", "after", "STATE", "%00", "fault", "since", "until", "cause" }[random.Next(11)]}={(random.Next(2) == 0 ? Text(random, 10) : "bad")}"));

    private static string Text(Random random, int most) => random.Next(3) switch
    {
        0 => string.Concat(Enumerable.Range(0, random.Next(most)).Select(_ => $"%{random.Next(256):X2}")),
        1 => string.Concat(Enumerable.Range(0, random.Next(most)).Select(_ => (char)random.Next(33, 127))),
        _ => random.Next().ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
