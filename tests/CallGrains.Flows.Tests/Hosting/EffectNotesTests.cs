namespace CallGrains.Flows.Tests.Hosting;

/// <summary>What is kept of a command's requests.</summary>
public class EffectNotesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Texts_digits_numbers_and_tokens_are_hidden_and_what_names_a_state_is_shown() => Assert.Equal(
        """{"sentence":"***","digits":"***","maxDigits":4,"to":"***23","state":"active","tag":"***","media":["***"],"ok":true,"callbackUrl":"https://calls.example.com/i/***","error":{"code":"no-such-call","message":"No call from ***23."}}""",
        MaskedBody.Of("""{"sentence":"Your PIN is 1234","digits":"1234","maxDigits":4,"to":"+15550123","state":"active","tag":"call/c-1#4","media":["https://example.com/a"],"ok":true,"callbackUrl":"https://calls.example.com/i/abcdefghijklmnopqrstuvwx","error":{"code":"no-such-call","message":"No call from +15550123."}}"""));

    [Theory]
    [InlineData("<html>No +15550123 here</html>", "<html>No ***23 here</html>")]
    [InlineData("{\"a\":", "{\"a\":")]
    public void A_body_that_is_no_JSON_is_masked_as_logs_are(string body, string shown) => Assert.Equal(shown, MaskedBody.Of(body));

    [Fact]
    public void A_long_body_is_cut() => Assert.Equal(1_001, MaskedBody.Of($$"""{"message":"{{new string('a', 5_000)}}"}""").Length);

    [Theory]
    [InlineData(KeptRequests.All, false, true, """{"text":"***"}""")]
    [InlineData(KeptRequests.Failures, false, false, """{"text":"***"}""")]
    [InlineData(KeptRequests.All, true, false, "***")]
    public void Nobody_sees_what_a_sensitive_command_says(KeptRequests kept, bool isSensitive, bool hasBodies, string shown)
    {
        var notes = EffectNotes.Of(kept, new SpeakCommand("1234") { IsSensitive = isSensitive })!;
        notes.Add(new CarrierExchange(Now, "POST", "/v1/users/u-1/calls?to=%2B15550123") { Status = 400, Sent = """{"text":"1234"}""", Headers = new Dictionary<string, string> { ["Location"] = "https://api.example.com/calls/+15550123" } });

        Assert.Equal(hasBodies, notes.HasBodies);
        var note = Assert.Single(notes.All!);
        Assert.Equal(("/v1/users/u-1/calls?to=***23", shown, "https://api.example.com/calls/***23"), (note.Path, note.Sent, note.Headers!["Location"]));
    }

    [Fact]
    public void Of_many_tries_the_first_and_the_last_are_kept_and_none_where_none_are_wanted()
    {
        var notes = EffectNotes.Of(KeptRequests.Failures, new HangupCommand())!;
        Assert.Null(notes.All);
        for (var i = 0; i < 700; i++)
        {
            notes.Add(new CarrierExchange(Now, "POST", $"/{i}"));
        }

        Assert.Equal(["/0", "/1", "/2", "/695", "/696", "/697", "/698", "/699"], notes.All!.Select(n => n.Path));
        Assert.Null(EffectNotes.Of(KeptRequests.None, new HangupCommand()));
    }
}
