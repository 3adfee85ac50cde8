using System.Net;
using System.Text;
using CallGrains.Bandwidth;
using CallGrains.AspNetCore.Http.Tests;

namespace CallGrains.AspNetCore.Ingress.Tests;

/// <summary>Which grain a callback reaches, over the socket.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("""{"eventType":"hangup","callId":"c-1","cause":"NORMAL_CLEARING"}""", "call/c-1")]
    [InlineData("""{"eventType":"conference","conferenceId":"conf-1","status":"created"}""", "conference/conf-1")]
    [InlineData("""{"eventType":"conference-member","conferenceId":"conf-1","memberId":"m-1","callId":"c-1","state":"active"}""", "conference/conf-1")]
    [InlineData("""{"eventType":"sms","direction":"in","messageId":"m-1","from":"+15550111","to":"+15550100"}""", "thread/+15550100~+15550111")]
    [InlineData("""{"eventType":"sms","direction":"out","messageId":"m-1","from":"+15550100","to":"+15550111"}""", "thread/+15550100~+15550111")]
    [InlineData("""{"eventType":"sms","state":"received","messageId":"m-1","from":"+15550111","to":"+15550100"}""", "thread/+15550100~+15550111")]
    [InlineData("""{"eventType":"transcription","transcriptionId":"t-1","recordingId":"rec-7","status":"completed"}""", "call/rec-rec-7")]
    [InlineData("""{"eventType":"transcription","transcriptionId":"t-1","transcriptionUri":"https://x/v1/users/u/recordings/rec-8/transcriptions/t-1"}""", "call/rec-rec-8")]
    [InlineData("""{"eventType":"transcription","transcriptionId":"t-1"}""", "call/transcription-t-1")]
    [InlineData("""{"eventType":"moon-phase","callId":"c-2"}""", "call/c-2")]
    [InlineData("""{"eventType":"moon-phase","conferenceId":"conf-2"}""", "conference/conf-2")]
    [InlineData("""{"eventType":"moon-phase"}""", "call/unknown-bfd8cd182b891a185b86c2c0c916756a")]
    public async Task An_event_finds_its_grain(string json, string address)
    {
        await using var host = await IngressHost.StartAsync();

        using var response = await host.Client.PostAsync(Requests.Plain, json);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
        var sent = Assert.Single(host.Router.Sent);
        Assert.Equal(address, sent.Address.ToString());
        Assert.Equal(json, Encoding.UTF8.GetString(sent.Callback.Raw.Span));
        Assert.Equal((0, null, "bandwidth"), (sent.Callback.Leg, sent.Callback.Flow, sent.Callback.Carrier));
    }

    [Theory]
    [InlineData("""{"eventType":"answer","callId":"c/1"}""", "callId")]
    [InlineData("""{"eventType":"answer","callId":"o-0190"}""", "callId")]
    [InlineData("""{"eventType":"moon-phase","callId":"unknown-1"}""", "callId")]
    [InlineData("""{"eventType":"conference","conferenceId":"a/b"}""", "conferenceId")]
    [InlineData("""{"eventType":"sms","direction":"in","messageId":"m-1","from":"a/b","to":"+15550100"}""", "from")]
    public async Task An_id_that_can_name_no_grain_or_names_one_of_ours_is_a_fault_of_its_field(string json, string field)
    {
        await using var host = await IngressHost.StartAsync();

        using var response = await host.Client.PostAsync(Requests.Plain, json);

        Assert.Equal(field, (await response.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("field").GetString());
        Assert.Empty(host.Router.Sent);
    }

    [Fact]
    public async Task The_flow_in_the_path_is_handed_on()
    {
        await using var host = await IngressHost.StartAsync();

        using var response = await host.Client.PostAsync("/callbacks/bandwidth/flows/greeting", Requests.Answer());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("greeting", Assert.Single(host.Router.Sent).Callback.Flow);
    }

    [Fact]
    public async Task An_unknown_flow_is_not_found_and_the_known_ones_are_named()
    {
        await using var host = await IngressHost.StartAsync();

        using var response = await host.Client.PostAsync("/callbacks/bandwidth/flows/gretting", Requests.Answer());

        var detail = (await response.ProblemAsync(HttpStatusCode.NotFound)).GetProperty("detail").GetString();
        Assert.Equal("No flow 'gretting'; there are: greeting.", detail);
    }

    [Fact]
    public async Task A_capability_URL_decides_the_grain_and_leg_whatever_the_call_id()
    {
        await using var host = await IngressHost.StartAsync();
        var token = IngressHost.Tokens.Create(FlowAddress.Call("o-1"), 5);

        using var response = await host.Client.PostAsync($"/callbacks/bandwidth/i/{token}", Requests.Answer("c-another"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var sent = Assert.Single(host.Router.Sent);
        Assert.Equal(("call/o-1", 5), (sent.Address.ToString(), sent.Callback.Leg));
    }

    [Fact]
    public async Task A_signed_flow_URL_names_the_flow_and_a_guessed_one_nothing()
    {
        await using var host = await IngressHost.StartAsync(o => o.SignedOnly = true);

        using var signed = await host.Client.PostAsync("/callbacks/bandwidth/f/" + IngressHost.Tokens.CreateForFlow("greeting"), Requests.Answer());
        using var guessed = await host.Client.PostAsync("/callbacks/bandwidth/f/greeting", Requests.Answer());
        using var open = await host.Client.PostAsync("/callbacks/bandwidth/flows/greeting", Requests.Answer());
        using var plain = await host.Client.PostAsync(Requests.Plain, Requests.Answer());

        Assert.Equal(HttpStatusCode.OK, signed.StatusCode);
        Assert.Equal("greeting", Assert.Single(host.Router.Sent).Callback.Flow);
        Assert.All([guessed, open, plain], r => Assert.Equal(HttpStatusCode.NotFound, r.StatusCode));
    }

    [Fact]
    public async Task A_callback_that_comes_long_after_the_end_is_gone()
    {
        await using var host = await IngressHost.StartAsync();
        host.Router.Answer = _ => Task.FromResult(new Receipt(Disposition.Expired, "it is long over"));

        using var response = await host.Client.PostAsync(Requests.Plain, Requests.Answer());

        Assert.Contains("it is long over", (await response.ProblemAsync(HttpStatusCode.Gone)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_wrong_token_gets_the_same_answer()
    {
        await using var host = await IngressHost.StartAsync();
        var right = IngressHost.Tokens.Create(FlowAddress.Call("o-1"), 5);
        var foreign = new CapabilityTokens(new byte[32]).Create(FlowAddress.Call("o-1"), 5);
        string[] wrong = [foreign, right[..^1], right + "AA", "x", "%20", new string('A', 2000), "%F0%28%8C%28"];

        var answers = new HashSet<string>();
        foreach (var token in wrong)
        {
            using var response = await host.Client.PostAsync($"/callbacks/bandwidth/i/{token}", Requests.Answer());
            answers.Add((await response.ProblemAsync(HttpStatusCode.NotFound)).ToString());
        }

        Assert.Single(answers);
        Assert.Empty(host.Router.Sent);
    }

    [Fact]
    public async Task Every_recorded_callback_is_taken_with_its_own_bytes()
    {
        await using var host = await IngressHost.StartAsync();
        var reader = new BandwidthCallbacks();
        foreach (var file in Requests.Fixtures)
        {
            var bytes = Requests.Fixture(file);
            var form = file.EndsWith(".query", StringComparison.Ordinal) ? CallbackForm.Query : CallbackForm.Json;
            using var response = form == CallbackForm.Query
                ? await host.Client.GetAsync($"{Requests.Plain}?{Encoding.UTF8.GetString(bytes)}")
                : await host.Client.PostAsync(Requests.Plain, new ByteArrayContent(bytes));

            var expected = Record.Exception(() => reader.Read(new CallbackRequest(form, bytes))) is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest;
            Assert.True(expected == response.StatusCode, $"{file}: {response.StatusCode}");
            if (expected == HttpStatusCode.OK)
            {
                Assert.True(host.Router.Sent.TryDequeue(out var sent), file);
                Assert.Equal(reader.Read(new CallbackRequest(form, bytes)), sent.Callback.Received);
                Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(sent.Callback.Raw.Span));
            }
        }
    }
}
