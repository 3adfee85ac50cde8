using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

public sealed class MessageTests : IAsyncLifetime
{
    private const string Mine = "+15550100";
    private const string Phone = "+15557000";
    private Carrier _carrier = null!;

    public async ValueTask InitializeAsync()
    {
        _carrier = await Carrier.StartAsync();
        await _carrier.BindAsync(more: new JsonObject { ["incomingMessageUrl"] = $"{_carrier.App.Url}/text", ["incomingMessageFallbackUrl"] = $"{_carrier.App.Url}/fallback" });
    }

    public ValueTask DisposeAsync() => _carrier.DisposeAsync();

    [Theory]
    [InlineData("none", Phone, "sms out sent")]
    [InlineData("all", Phone, "sms out sent|sms out sent waiting|sms out sent delivered")]
    [InlineData("all", "+15550192", "sms out sent|sms out sent waiting|sms out sent not-delivered")]
    [InlineData("error", "+15550192", "sms out sent|sms out sent not-delivered")]
    [InlineData("error", Phone, "sms out sent")]
    [InlineData("none", "+15550194", "sms out sent|sms out sent not-delivered")]
    [InlineData("all", "+15550195", "sms out error")]
    public async Task A_message_is_sent_and_its_receipts_are_those_asked_for(string receipts, string to, string events)
    {
        var message = await SendAsync(new { to, text = "Hi + \"you\"", receiptRequested = receipts, tag = "t" });
        Assert.Equal("queued", (string?)(await _carrier.GetAsync($"messages/{message}"))["state"]);
        _carrier.Clock.Advance(5);
        var last = await SendAsync(new { to, text = "last" });
        _carrier.Clock.Advance(0.3);
        await _carrier.App.AboutUntilAsync("messageId", last, events.Split('|')[0]);

        var got = _carrier.App.All().Where(entry => entry["messageId"] == message).ToList();
        Assert.Equal(events.Split('|'), got.Select(entry => entry.Short));
        Assert.All(got, entry => Assert.Equal(("t", "Hi + \"you\"", "1"), (entry["tag"], entry["text"], entry["segmentCount"])));
    }

    [Fact]
    public async Task A_receipt_says_the_code_as_a_string()
    {
        var message = await SendAsync(new { to = "+15550192", text = "Hi", receiptRequested = "all" });
        _carrier.Clock.Advance(5);
        await _carrier.App.AboutUntilAsync("messageId", message, "sms out sent not-delivered");
        var receipt = _carrier.App.All()[^1];
        Assert.Equal("750", receipt.Fields["deliveryCode"]!.GetValue<string>());
        var view = await _carrier.GetAsync($"messages/{message}");
        Assert.Equal(("not-delivered", "750", "all"), ((string?)view["deliveryState"], (string?)view["deliveryCode"], (string?)view["receiptRequested"]));
    }

    [Fact]
    public async Task A_picture_is_an_mms()
    {
        var message = await SendAsync(new { to = Phone, text = "", media = new[] { "http://127.0.0.1/a.png", "http://127.0.0.1/b.png" }, callbackHttpMethod = "GET" });
        _carrier.Clock.Advance(1);
        await _carrier.App.AboutUntilAsync("messageId", message, "mms out sent");
        Assert.Equal("[http://127.0.0.1/a.png, http://127.0.0.1/b.png]", _carrier.App.All()[^1]["media"]);
        Assert.Equal(2, (await _carrier.GetAsync($"messages/{message}"))["media"]!.AsArray().Count);
        Assert.Equal(400, (await _carrier.ErrorAsync("messages", new { from = Mine, to = Phone, text = "x", media = "http://127.0.0.1/a.png", receiptRequested = "all" })).Status);
    }

    [Fact]
    public async Task A_batch_answers_for_each_in_order()
    {
        using var answer = await _carrier.PostAsync("messages", new object[]
        {
            new { from = Mine, to = Phone, text = "one" }, new { from = Mine, to = "" , text = "two" }, new { from = "+15559999", to = Phone, text = "three" }, new { from = Mine, to = Phone, text = "four" },
        });
        Assert.Equal(202, (int)answer.StatusCode);
        var items = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray();
        Assert.Equal(["accepted", "error", "error", "accepted"], items.Select(item => (string)item!["result"]!));
        Assert.Equal(["blank-property", "number-access-denied"], items.Where(item => item!["error"] is not null).Select(item => (string)item!["error"]!["code"]!));
        Assert.Equal("one", (string?)(await _carrier.GetAsync((string)items[0]!["location"]!))["text"]);
        var refused = await _carrier.ErrorAsync("messages", Enumerable.Repeat(new { from = Mine, to = Phone, text = "x" }, 51));
        Assert.Equal((403, "limit", "multi-message-limit"), (refused.Status, refused.Category, refused.Code));
    }

    [Fact]
    public async Task A_phone_writes_to_an_application_and_the_fallback_takes_over()
    {
        _carrier.App.Answer = received => Task.FromResult(received.Path == "/text" ? 500 : 200);
        var id = (string)(await _carrier.PhoneAsync("messages", new { from = Phone, to = Mine, text = "Hello" }))["messageId"]!;
        await _carrier.App.AboutUntilAsync("messageId", id, "sms in received", times: 2);

        var got = _carrier.App.All();
        Assert.Equal(["/text", "/fallback"], got.Select(entry => entry.Path));
        Assert.StartsWith("a-", got[0]["applicationId"], StringComparison.Ordinal);
        Assert.Equal("received", (string?)(await _carrier.GetAsync($"messages/{id}"))["state"]);
        using var nobody = await _carrier.TryPhoneAsync("messages", new { from = Phone, to = "+15559999", text = "x" });
        Assert.Equal((404, "no-application-for-number"), ((int)nobody.StatusCode, (await Carrier.ErrorOfAsync(nobody)).Code));
    }

    [Fact]
    public async Task A_message_to_another_application_arrives_there_and_phones_see_both()
    {
        await _carrier.BindAsync(number: "+15550101", more: new JsonObject { ["incomingMessageUrl"] = $"{_carrier.App.Url}/other" });
        await SendAsync(new { to = "+15550101", text = "App to app" });
        _carrier.Clock.Advance(1);
        await _carrier.App.UntilAsync(all => all.Any(entry => entry is { Path: "/other", Short: "sms in received" }));
        var seen = await _carrier.LookAsync("messages?number=+15550101");
        Assert.Equal(["in", "out"], seen["items"]!.AsArray().Select(item => (string)item!["direction"]!));
    }

    [Fact]
    public async Task Redacting_takes_exactly_an_empty_text()
    {
        var id = await SendAsync(new { to = Phone, text = "secret" });
        foreach (var body in new object[] { new { }, new { text = "x" }, new { text = "", tag = "y" } })
        {
            Assert.Equal(400, (int)(await _carrier.Api.PatchAsJsonAsync($"messages/{id}", body)).StatusCode);
        }

        using var redacted = await _carrier.Api.PatchAsJsonAsync($"messages/{id}", new { text = "" });
        Assert.Equal((200, ""), ((int)redacted.StatusCode, (string?)(await _carrier.GetAsync($"messages/{id}"))["text"]));
    }

    [Fact]
    public async Task Lists_are_newest_first_filtered_and_continued_by_links()
    {
        for (var i = 0; i < 5; i++)
        {
            await SendAsync(new { to = Phone, text = $"{i}" });
        }

        _carrier.Clock.Advance(3600);
        await _carrier.PhoneAsync("messages", new { from = Phone, to = Mine, text = "in" });

        Assert.Equal(["in", "4", "3", "2", "1", "0"], await WalkAsync("messages?size=4"));
        Assert.Equal(["0", "1", "2", "3", "4", "in"], await WalkAsync("messages?size=4&sortOrder=Asc"));
        Assert.Equal(["in"], await WalkAsync("messages?direction=In&size=2"));
        Assert.Equal(["in"], await WalkAsync("messages?fromDateTime=2026-01-02 04"));
        Assert.Equal(["4", "3", "2", "1", "0"], await WalkAsync($"messages?from=%2B{Mine[1..]}&toDateTime=2026-01-02T03:30:00.0000000Z&size=2"));
        Assert.Equal(["4", "3", "2", "1", "0"], await WalkAsync("messages?state=sent"));
        using var wrong = await _carrier.Api.GetAsync("messages?fromDateTime=yesterday");
        Assert.Equal(400, (int)wrong.StatusCode);
    }

    [Theory]
    [InlineData("""{"to":"+15557000","text":"x"}""", 400, "missing-property")]
    [InlineData("""{"from":"+15550100","to":"+15557000"}""", 400, "missing-property")]
    [InlineData("""{"from":"+15550100","to":" ","text":"x"}""", 400, "blank-property")]
    [InlineData("""{"from":"+15550100","to":"+15557000","text":"x","media":["here"]}""", 400, "validation-error")]
    [InlineData("""{"from":"+15550100","to":"+15557000","text":"x","callbackTimeout":0}""", 400, "validation-error")]
    [InlineData("""{"from":"+15559999","to":"+15557000","text":"x"}""", 401, "number-access-denied")]
    [InlineData("""{"from":"+18005550100","to":"+15557000","text":"x"}""", 403, "message-from-toll-free")]
    public async Task Wrong_messages_are_refused(string body, int status, string code)
    {
        await _carrier.CreateAsync("phoneNumbers", new { number = "+18005550100" });
        var refused = await _carrier.ErrorAsync("messages", JsonNode.Parse(body)!);
        Assert.Equal((status, code), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Long_texts_are_counted_in_segments_and_end_at_2048()
    {
        var id = await SendAsync(new { to = Phone, text = new string('a', 2048) });
        Assert.Equal(14, (int)(await _carrier.GetAsync($"messages/{id}"))["segmentCount"]!);
        Assert.Equal(400, (await _carrier.ErrorAsync("messages", new { from = Mine, to = Phone, text = new string('a', 2049) })).Status);
    }

    private async Task<string> SendAsync(object body)
    {
        var full = System.Text.Json.JsonSerializer.SerializeToNode(body)!.AsObject();
        full["from"] = Mine;
        full["callbackUrl"] = $"{_carrier.App.Url}/status";
        return await _carrier.CreateAsync("messages", full);
    }

    private async Task<List<string>> WalkAsync(string path)
    {
        var texts = new List<string>();
        for (var next = path; next is not null;)
        {
            using var answer = await _carrier.Api.GetAsync(next);
            texts.AddRange(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray().Select(message => (string)message!["text"]!));
            next = answer.Headers.TryGetValues("Link", out var links) ? links.Single().Split(';')[0].Trim('<', '>') : null;
        }

        return texts;
    }
}
