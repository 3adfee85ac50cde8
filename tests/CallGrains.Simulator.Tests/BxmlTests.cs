using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

public sealed class BxmlTests : IAsyncLifetime
{
    private readonly Dictionary<string, string> _documents = [];
    private Carrier _carrier = null!;

    public async ValueTask InitializeAsync()
    {
        _carrier = await Carrier.StartAsync();
        await _carrier.BindAsync(more: new JsonObject { ["callbackHttpMethod"] = "GET" });
        _carrier.App.Document = received => _documents.GetValueOrDefault($"{received.Path} {received["eventType"]}")?.Replace("URL", _carrier.App.Url, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _carrier.DisposeAsync();

    [Fact]
    public async Task A_menu_is_spoken_gathered_and_followed()
    {
        _documents["/in answer"] = """<?xml version="1.0" encoding="UTF-8"?><Response><Gather requestUrl="menu?a=1&amp;b=2" maxDigits="1" tag="m"><SpeakSentence>Press one.</SpeakSentence><SpeakSentence voice="paul" gender="male">Or two.</SpeakSentence></Gather></Response>""";
        _documents["/menu gather"] = """<Response><SpeakSentence>You pressed a key.</SpeakSentence><Hangup/></Response>""";
        var call = await RingAsync();
        await HeardAsync(call, 1);
        await _carrier.PressAsync(call, "2");
        await HeardAsync(call, 2);
        _carrier.Clock.Advance(3);

        Assert.Equal(["incomingcall", "answer", "gather max-digits 2", "hangup NORMAL_CLEARING"], await _carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING"));
        Assert.Equal(["speak Press one. Or two.", "speak You pressed a key."], await HeardAsync(call, 2));
        var gather = _carrier.App.All().Single(entry => entry["eventType"] == "gather");
        Assert.Equal(("GET", "1", "2", "m", "completed"), (gather.Method, gather["a"], gather["b"], gather["tag"], gather["state"]));
        var noted = (await _carrier.LookAsync($"callbacks?callId={call}"))["items"]!.AsArray().Single(entry => (string?)entry!["eventType"] == "gather")!;
        Assert.Equal(_documents["/menu gather"], (string?)noted["answer"]);
    }

    [Fact]
    public async Task Without_digits_the_next_verb_runs_and_no_event_is_sent()
    {
        _documents["/in answer"] = $"""<Response><Gather requestUrl="URL/menu" interDigitTimeout="2"><PlayAudio repeatCount="2" delayBeforeRepeat="1">{await _carrier.FileAsync("a.wav")}</PlayAudio></Gather><SpeakSentence>Nothing?</SpeakSentence><Hangup/></Response>""";
        var call = await RingAsync();
        await HeardAsync(call, 1);
        _carrier.Clock.Advance(8.9);
        Assert.Single(await HeardAsync(call, 1));
        _carrier.Clock.Advance(2);
        Assert.Equal(["incomingcall", "answer", "hangup NORMAL_CLEARING"], await _carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING"));
        Assert.Equal(["play ", "speak Nothing?"], await HeardAsync(call, 2));
    }

    [Fact]
    public async Task A_gather_that_is_not_last_does_not_wait_but_its_document_takes_over()
    {
        _documents["/in answer"] = """<Response><Gather requestUrl="URL/menu" terminatingDigits="*"/><SpeakSentence>One moment.</SpeakSentence><SpeakSentence>Never said.</SpeakSentence></Response>""";
        _documents["/menu gather"] = """<Response><Hangup/></Response>""";
        var call = await RingAsync();
        await _carrier.CallUntilAsync(call, view => (bool)view["gathering"]!);
        await _carrier.PressAsync(call, "12*");
        await _carrier.App.EventsUntilAsync(call, "gather terminating-digit 12");
        Assert.Equal("*", _carrier.App.All()[^1]["terminatingDigit"]);
        await Carrier.UntilAsync(() => AdvanceAsync(call, 0.4), state => state == "completed");
        Assert.Equal("speak One moment.", (await HeardAsync(call, 1))[0]);
    }

    [Fact]
    public async Task A_redirect_skips_the_rest_and_goes_on_with_its_answer()
    {
        _documents["/in answer"] = """<Response><Pause length="2"/><Redirect requestUrl="/next" requestUrlTimeout="5000"/><SpeakSentence>Never.</SpeakSentence></Response>""";
        _documents["/next redirect"] = """<Response><SendDtmf>12,w3</SendDtmf><Pause/><Hangup></Hangup></Response>""";
        var call = await RingAsync();
        await RunningAsync(call);
        _carrier.Clock.Advance(2);
        await HeardAsync(call, 1);
        _carrier.Clock.Advance(2);
        Assert.Equal(["incomingcall", "answer", "redirect", "hangup NORMAL_CLEARING"], await _carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING"));
        Assert.Equal(["dtmf 12", "dtmf 3"], await HeardAsync(call, 2));
    }

    [Theory]
    [InlineData("""<Response><SpeakSentence>Bye.</SpeakSentence></Response>""")]
    [InlineData("""<Response/>""")]
    [InlineData("""<Response><Redirect requestUrl="URL/silent" requestUrlTimeout="5000"/></Response>""")]
    public async Task A_call_whose_document_ran_out_is_dropped_after_half_a_minute(string document)
    {
        _documents["/in answer"] = document;
        var call = await RingAsync();
        await RunningAsync(call);
        if (document.Contains("silent", StringComparison.Ordinal))
        {
            await _carrier.App.EventsUntilAsync(call, "redirect");
        }

        if (document.Contains("Bye", StringComparison.Ordinal))
        {
            _carrier.Clock.Advance(0.3);
        }

        _carrier.Clock.Advance(29);
        Assert.Equal("active", await _carrier.StateAsync(call));
        await Carrier.UntilAsync(() => AdvanceAsync(call, 1), state => state == "completed");
        await _carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING");
    }

    [Fact]
    public async Task A_recording_ends_with_silence_is_told_and_written_down()
    {
        _documents["/in answer"] = """<Response><Record requestUrl="recorded" transcribe="true" transcribeCallbackUrl="words" silenceTimeout="2"/><Hangup/></Response>""";
        var call = await RingAsync();
        await RunningAsync(call);
        _carrier.Clock.Advance(1);
        await _carrier.PhoneAsync($"calls/{call}/say", new { text = "Please call me back." });
        _carrier.Clock.Advance(3);
        Assert.Equal("active", await _carrier.StateAsync(call));
        _carrier.Clock.Advance(3);

        await _carrier.App.EventsUntilAsync(call, "recording complete");
        await _carrier.App.UntilAsync(all => all.Any(entry => entry.Short == "transcription completed"));
        Assert.Equal(("GET", "/recorded"), Way("recording complete"));
        Assert.Equal(("POST", "/words"), Way("transcription completed"));
        var words = _carrier.App.All().Single(entry => entry.Short == "transcription completed");
        Assert.Equal(("Please call me back.", null, null), (words["text"], words["recordingId"], words["state"]));
        Assert.Null(_carrier.App.All().Single(entry => entry.Short == "recording complete")["state"]);
        Assert.Equal("completed", await _carrier.StateAsync(call));

        (string, string) Way(string what) => _carrier.App.All().Where(entry => entry.Short == what).Select(entry => (entry.Method, entry.Path)).Single();
    }

    [Fact]
    public async Task A_key_ends_a_recording()
    {
        _documents["/in answer"] = """<Response><Record silenceTimeout="60" terminatingDigits="#"/><SpeakSentence>Thanks.</SpeakSentence></Response>""";
        var call = await RingAsync();
        await RunningAsync(call);
        await _carrier.PressAsync(call, "1#");
        Assert.Equal(["speak Thanks."], await HeardAsync(call, 1));
        _carrier.Clock.Advance(1);
        Assert.Equal("complete", (string?)(await _carrier.GetAsync($"calls/{call}/recordings"))[0]!["state"]);
        Assert.Equal(["incomingcall", "answer"], _carrier.App.Events(call));
    }

    [Fact]
    public async Task A_transfer_rings_all_and_connects_the_first_that_answers()
    {
        _documents["/in answer"] = """<Response><Transfer transferTo="+15550191" transferCallerId="private"><PhoneNumber>+15557000</PhoneNumber><PhoneNumber>+15557001</PhoneNumber><SpeakSentence>A call.</SpeakSentence><Record/></Transfer><SpeakSentence>Never.</SpeakSentence></Response>""";
        var call = await RingAsync();
        await RunningAsync(call);
        _carrier.Clock.Advance(2);
        _carrier.Clock.Advance(1);
        Assert.Equal("+15557000", (string?)(await _carrier.LookAsync($"calls/{call}"))["connectedTo"]);
        var legs = (await _carrier.LookAsync("calls"))["items"]!.AsArray().Where(leg => (string?)leg!["from"] == "private").ToDictionary(leg => (string)leg!["to"]!, leg => leg!);
        Assert.Equal(("completed", "active", "completed"), ((string?)legs["+15550191"]["state"], (string?)legs["+15557000"]["state"], (string?)legs["+15557001"]["state"]));
        var leg = (string)legs["+15557000"]["callId"]!;
        Assert.Equal([$"speak A call.", $"connected {Carrier.Caller}"], await HeardAsync(leg, 2));

        await _carrier.PhoneAsync($"calls/{leg}/hangup");
        Assert.Equal(["incomingcall", "answer", "transferComplete", "hangup NORMAL_CLEARING"], await _carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING"));
        Assert.Equal(("private", "+15557000", "/in"), (_carrier.App.All()[2]["from"], _carrier.App.All()[2]["to"], _carrier.App.All()[2].Path));
        Assert.Single((await _carrier.GetAsync($"calls/{call}/recordings")).AsArray());
    }

    [Fact]
    public async Task A_transfer_that_nobody_takes_lets_the_document_go_on()
    {
        _documents["/in answer"] = """<Response><Transfer transferTo="+15550191" callTimeout="5"><PhoneNumber>+15550190</PhoneNumber></Transfer><SpeakSentence>Nobody there.</SpeakSentence><Hangup/></Response>""";
        var call = await RingAsync();
        await RunningAsync(call);
        _carrier.Clock.Advance(4.9);
        Assert.Equal("transferring", await _carrier.StateAsync(call));
        _carrier.Clock.Advance(2);
        Assert.Equal(["incomingcall", "answer", "hangup NORMAL_CLEARING"], await _carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING"));
        Assert.Equal(["speak Nobody there."], await HeardAsync(call, 1));
    }

    [Fact]
    public async Task A_transfer_with_an_address_of_its_own_goes_on_with_its_answer()
    {
        _documents["/in answer"] = """<Response><Transfer transferTo="+15557000" requestUrl="after"/></Response>""";
        _documents["/after transferComplete"] = """<Response><SpeakSentence>Still here?</SpeakSentence><Hangup/></Response>""";
        var call = await RingAsync();
        await RunningAsync(call);
        _carrier.Clock.Advance(2);
        var leg = (string)(await _carrier.LookAsync($"calls/{call}"))["transferCallId"]!;
        await _carrier.PhoneAsync($"calls/{leg}/hangup");
        Assert.Equal(["connected +15557000", "speak Still here?"], await HeardAsync(call, 2));
        _carrier.Clock.Advance(2);
        await _carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING");
    }

    [Fact]
    public async Task The_caller_leaves_while_a_transfer_rings()
    {
        _documents["/in answer"] = """<Response><Transfer transferTo="+15550191"><PhoneNumber>+15550191</PhoneNumber></Transfer></Response>""";
        var call = await RingAsync();
        await RunningAsync(call);
        await _carrier.PhoneAsync($"calls/{call}/hangup");
        await _carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING");
        Assert.Equal(0, (int)(await _carrier.LookAsync("../healthz"))["live"]!);
    }

    [Fact]
    public async Task An_outbound_call_in_GET_mode_is_driven_by_documents_too()
    {
        _documents["/out answer"] = """<Response><SpeakSentence>Hello.</SpeakSentence><Hangup/></Response>""";
        var call = await _carrier.DialAsync("+15557000", new { callbackHttpMethod = "GET" });
        _carrier.Clock.Advance(2);
        await HeardAsync(call, 1);
        _carrier.Clock.Advance(1);
        Assert.Equal(["answer", "hangup NORMAL_CLEARING"], await _carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING"));
    }

    [Fact]
    public async Task Without_auto_answer_or_without_xml_a_call_is_driven_by_requests()
    {
        _documents["/in answer"] = "OK";
        var plain = await RingAsync();
        await _carrier.App.EventsUntilAsync(plain, "answer");
        await _carrier.OkAsync($"calls/{plain}/audio", new { sentence = "Hi." });
        await _carrier.App.EventsUntilAsync(plain, "speak started");

        _documents["/in answer"] = "<Response><Hangup/></Response>";
        await _carrier.BindAsync(number: "+15550101", autoAnswer: false, more: new JsonObject { ["callbackHttpMethod"] = "GET" });
        var byHand = await _carrier.RingAsync(to: "+15550101");
        await _carrier.OkAsync($"calls/{byHand}", new { state = "active" });
        await _carrier.App.EventsUntilAsync(byHand, "answer");
        Assert.Equal("active", await _carrier.StateAsync(byHand));
    }

    [Theory]
    [InlineData("<Response>", "no XML")]
    [InlineData("<Answer/>", "begin it with <Response>")]
    [InlineData("<Response><Say>Hi</Say></Response>", "<Say> is no verb")]
    [InlineData("<Response><Redirect/></Response>", "needs a requestUrl")]
    [InlineData("<Response><Redirect requestUrl=\"ftp://next\"/></Response>", "absolute http or https URL")]
    [InlineData("<Response><PlayAudio>http://127.0.0.1:1/a.wav</PlayAudio></Response>", "cannot be had")]
    [InlineData("<Response><Record fileFormat=\"mp3\" transcribe=\"true\" transcribeCallbackUrl=\"words\"/></Response>", "cannot be transcribed")]
    [InlineData("<Response><Pause length=\"3601\"/></Response>", "from 1 to 3600")]
    [InlineData("<Response><Gather maxDigits=\"129\"/></Response>", "from 1 to 128")]
    [InlineData("<Response><Gather terminatingDigits=\"\"/></Response>", "at least one key")]
    [InlineData("<Response><Gather><PlayAudio>http://a/b</PlayAudio><SpeakSentence>x</SpeakSentence></Gather></Response>", "takes several <SpeakSentence> or one <PlayAudio>")]
    [InlineData("<Response><SendDtmf>1x</SendDtmf></Response>", "1x")]
    [InlineData("<Response><Record transcribe=\"true\"/></Response>", "transcribeCallbackUrl")]
    [InlineData("<Response><Transfer/></Response>", "0 targets")]
    [InlineData("<Response><Transfer transferTo=\"me\"/></Response>", "'me' is impossible")]
    [InlineData("<Response><Transfer transferTo=\"+15557000\" transferCallerId=\"+15559999\"/></Response>", "transferCallerId")]
    public async Task Wrong_documents_end_the_call_and_are_explained_in_the_errors(string document, string message)
    {
        _documents["/in answer"] = document;
        var call = await RingAsync();
        await _carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING");
        Assert.Contains(message, (string?)(await _carrier.GetAsync("errors"))[0]!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_16_KB_are_too_much()
    {
        _documents["/in answer"] = $"<Response><SpeakSentence>{new string('a', 16_384)}</SpeakSentence></Response>";
        var call = await RingAsync();
        await _carrier.App.EventsUntilAsync(call, "hangup NORMAL_CLEARING");
        Assert.Contains("16384 bytes", (string?)(await _carrier.GetAsync("errors"))[0]!["message"], StringComparison.Ordinal);
    }

    private Task<string?> AdvanceAsync(string call, double seconds)
    {
        _carrier.Clock.Advance(seconds);
        return _carrier.StateAsync(call);
    }

    private Task<string> RingAsync() => _carrier.RingAsync();

    /// <summary>The document arrives after the event was answered; this waits until it has begun.</summary>
    private async Task RunningAsync(string call) => await _carrier.CallUntilAsync(call, view => (bool)view["scripted"]!);

    private async Task<List<string>> HeardAsync(string call, int atLeast)
    {
        var view = await _carrier.CallUntilAsync(call, view => view["heard"]!.AsArray().Count >= atLeast);
        return [.. view["heard"]!.AsArray().Select(sound => $"{sound!["kind"]} {sound["text"]}")];
    }
}
