using System.Text;
using System.Text.Json.Nodes;
using CallGrains.Tool.Carriers;
using CallGrains.Tool.Tests.Support;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace CallGrains.Tool.Tests.Carriers;

/// <summary>Callbacks that carriers document, and those of a journal, are sent anywhere.</summary>
[Collection(nameof(LiveHost))]
public sealed class TriggerTests(LiveHost host)
{
    [Theory]
    [InlineData("incomingcall", "bandwidth", "incomingcall-basic")]
    [InlineData("answer", "bandwidth", "answer-basic")]
    [InlineData("hangup", "bandwidth", "hangup-call-rejected")]
    [InlineData("sms", "bandwidth", "sms-delivery-request-as-printed")]
    [InlineData("transferComplete", "bandwidth", "sdk-transfer-complete")]
    [InlineData("incomingcall.query", "bandwidth", "incomingcall.query")]
    [InlineData("call.initiated", "telnyx", "call.initiated.spec")]
    [InlineData("message.received", "telnyx", "message.received.spec")]
    [InlineData("call.hangup.observed-originator-cancel", "telnyx", "call.hangup.observed-originator-cancel")]
    public void An_event_or_a_form_of_it_is_found(string name, string carrier, string found)
    {
        var callback = DocumentedCallback.Find(name, null)!;
        Assert.Equal((carrier, found), (callback.Carrier, callback.Name));
    }

    [Fact]
    public void Every_one_can_be_made_one_of_now()
    {
        Assert.True(DocumentedCallback.All.Count > 150, $"{DocumentedCallback.All.Count}");
        Assert.All(DocumentedCallback.All, callback => Assert.NotEmpty(CallbackDraft.Write(callback, "c-1", [("tag", "x")], DateTimeOffset.UnixEpoch)));
    }

    [Fact]
    public async Task A_call_comes_in_at_a_host()
    {
        var run = await host.ToolAsync("trigger", "incomingcall", "--call", "c-triggered", "--set", "from=+15550221", "--set", "to=+15550100");
        var show = await host.ToolAsync("show", "c-triggered");

        Assert.True(run.Status == 0, run.Out + run.Error);
        Assert.EndsWith("/callbacks/bandwidth: 200\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("<-- incomingcall +15550221", show.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sent_has_the_time_of_now_and_the_fields_given()
    {
        var run = await Run.ToolAsync("trigger", "call.dtmf.received", "--print", "--call", "v3:x", "--set", "digit=7", "--set", "data.record_type=other");

        var data = JsonNode.Parse(run.Out)!["data"]!;
        Assert.Equal(("v3:x", "7", "other"), ((string?)data["payload"]!["call_control_id"], (string?)data["payload"]!["digit"], (string?)data["record_type"]));
        Assert.True(DateTimeOffset.UtcNow - DateTimeOffset.Parse((string)data["occurred_at"]!, null) < TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_webhook_of_Telnyx_is_signed_by_a_key_that_is_made()
    {
        using var folder = new Folder();
        await using var server = await FakeSimulator.StartAsync(_ => (200, ""));
        var file = Path.Combine(folder.Path, "signing.key");

        var run = await Run.ToolAsync("trigger", "call.initiated", "--url", server.Url + "/hooks?a=b", "--signing-key", file);
        var again = await Run.ToolAsync("trigger", "call.initiated", "--url", server.Url, "--signing-key", file);

        Assert.Equal((0, 0), (run.Status, again.Status));
        Assert.Equal(run.Error, again.Error);
        var key = Convert.FromBase64String(run.Error.Split("= ")[1].Trim());
        var sent = server.Requests.First();
        Assert.StartsWith("POST /hooks?a=b {", sent, StringComparison.Ordinal);
        var headers = server.Headers.First();
        var signed = Encoding.UTF8.GetBytes($"{headers["Telnyx-Timestamp"]}|{sent[sent.IndexOf('{', StringComparison.Ordinal)..]}");
        Assert.True(Ed25519.Verify(Convert.FromBase64String(headers["Telnyx-Signature-Ed25519"].ToString()), 0, key, 0, signed, 0, signed.Length));
        Assert.True(OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & UnixFileMode.OtherRead) == 0);
    }

    [Fact]
    public async Task The_callbacks_of_a_journal_are_sent_again_as_they_were()
    {
        await using var server = await FakeSimulator.StartAsync(_ => (200, ""));
        var id = await host.CallAsync("+15550222");

        var run = await host.ToolAsync("resend", id, "--url", server.Url + "/here");
        var same = await host.ToolAsync("resend", id, "--entry", "1");
        var journal = await host.ToolAsync("journal", id, "--json");

        Assert.True(run.Status == 0, run.Out + run.Error);
        var raw = JsonNode.Parse(journal.Out)!["entries"]!.AsArray().Select(e => (string?)e!["raw"]).OfType<string>().ToList();
        Assert.Equal(raw.Take(server.Requests.Count).Select(r => "POST /here " + r), server.Requests);
        Assert.NotEmpty(server.Requests);
        Assert.True(same.Status is 0 or 1, same.Error);
    }

    [Theory]
    [InlineData(2, "There is no event 'nothing'", "trigger", "nothing")]
    [InlineData(2, "has no value", "trigger", "incomingcall", "--set", "from")]
    [InlineData(1, "is no callback", "resend", "ID", "--entry", "99999")]
    public async Task What_cannot_be_sent_is_told(int status, string said, params string[] args)
    {
        var id = args.Contains("ID") ? await host.CallAsync("+15550223") : "";
        var run = await host.ToolAsync([.. args.Select(a => a == "ID" ? id : a)]);

        Assert.Equal(status, run.Status);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_refuses_is_told_with_its_words()
    {
        await using var server = await FakeSimulator.StartAsync(_ => (403, "not signed"));
        var run = await Run.ToolAsync("trigger", "call.initiated", "--url", server.Url);

        Assert.Equal((1, true), (run.Status, run.Out.Contains("403 not signed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task All_are_listed()
    {
        var run = await Run.ToolAsync("trigger", "--list");
        Assert.Equal(0, run.Status);
        Assert.Contains("telnyx", run.Out, StringComparison.Ordinal);
        Assert.Equal(DocumentedCallback.All.Count, JsonNode.Parse((await Run.ToolAsync("trigger", "--list", "--json")).Out)!.AsArray().Count);
    }
}
