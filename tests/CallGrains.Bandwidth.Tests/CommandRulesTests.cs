namespace CallGrains.Bandwidth.Tests;

/// <summary>What the carrier would refuse is refused before it is sent, and the message says what to write.</summary>
public sealed class CommandRulesTests
{
    private static readonly Dictionary<string, Command> Wrong = new()
    {
        ["Sentence is empty; write what is to be said, or use StopAudioCommand to stop."] = new SpeakCommand(" "),
        ["Sentence has 1001 characters; the carrier takes 1000: split it into several."] = new SpeakCommand(new string('a', 1001)),
        ["Voice.Gender is 'Male'; write female or male, or leave it out."] = new SpeakCommand("Hi") { Voice = new Voice(Gender: "Male") },
        ["FileUrl is 'hold.mp3'; write an absolute http or https URL, which the carrier can reach."] = new PlayCommand(new Uri("hold.mp3", UriKind.Relative)),
        ["FileUrl is 'file:///hold.mp3'; write an absolute http or https URL, which the carrier can reach."] = new PlayCommand(new Uri("file:///hold.mp3")),
        ["Digits is '' (0 characters); write 1 to 92 characters of 0-9 A-D # * , w W."] = new SendDtmfCommand(""),
        ["Digits is '12x' (3 characters); write 1 to 92 characters of 0-9 A-D # * , w W."] = new SendDtmfCommand("12x"),
        [$"Digits is '{new string('1', 93)}' (93 characters); write 1 to 92 characters of 0-9 A-D # * , w W."] = new SendDtmfCommand(new string('1', 93)),
        ["MaxDigits is 31; write 1 to 30, or leave it out."] = new GatherCommand { MaxDigits = 31 },
        ["MaxDigits is 0; write 1 to 30, or leave it out."] = new GatherCommand { MaxDigits = 0 },
        ["InterDigitTimeout is 00:00:31; write a time above 0 s and up to 30 s, or leave it out."] = new GatherCommand { InterDigitTimeout = TimeSpan.FromSeconds(31) },
        ["TerminatingDigits is '' (0 characters); write 1 to 16 characters of 0-9 A-D # *."] = new GatherCommand { TerminatingDigits = "" },
        ["TerminatingDigits is 'w' (1 characters); write 1 to 16 characters of 0-9 A-D # *."] = new GatherCommand { TerminatingDigits = "w" },
        ["Prompt has neither a sentence nor a file; give one of them."] = new GatherCommand { Prompt = new Prompt() },
        ["Prompt has both a sentence and a file; give one of them."] = new GatherCommand { Prompt = new Prompt { Sentence = "Hi", FileUrl = new Uri("https://a.example/b") } },
        ["Prompt.Sentence has 1001 characters; the carrier takes 1000: split it into several."] = new GatherCommand { Prompt = new string('a', 1001) },
        ["To is 'sips:a@b'; write a number as +19195551212, or sip:user@host (sips: is not supported)."] = new TransferCommand("sips:a@b"),
        ["CallerId is 'me'; write a number as +19195551212, or sip:user@host (sips: is not supported)."] = new TransferCommand("+15550199") { CallerId = "me" },
        ["Whisper.Sentence is empty; write what is to be said, or use StopAudioCommand to stop."] = new TransferCommand("+15550199") { Whisper = "" },
        ["MaxDuration is 00:00:00; write a time above 0 s, or leave it out."] = new RecordCommand(Enabled: true) { MaxDuration = TimeSpan.Zero },
        ["FileFormat is 'ogg'; write wav or mp3, or leave it out."] = new RecordCommand(Enabled: true) { FileFormat = "ogg" },
        ["From is '5550100'; write one of the account's numbers as +19195551212."] = new CreateCallCommand("5550100", "+15550199"),
        ["To is ''; write a number as +19195551212, or sip:user@host (sips: is not supported)."] = new CreateCallCommand("+15550100", ""),
        ["Text is empty; write what is to be sent, or give media."] = new SendMessageCommand("+15550100", "+15550199", " "),
        ["Text has 2049 characters; the carrier takes 2048: split it into several."] = new SendMessageCommand("+15550100", "+15550199", new string('a', 2049)),
        ["From is '5550102x'; write one of the account's numbers as +19195551212."] = new CreateConferenceCommand("5550102x"),
        ["CallId is empty; give the carrier's id of an active call."] = new AddMemberCommand("", "call/c-1#2"),
        ["Prompt.Sentence is empty; write what is to be said, or use StopAudioCommand to stop."] = new AnnounceCommand(""),
        ["RecordingId is empty; give the id of a complete recording."] = new TranscribeCommand(""),
        ["CallTimeout is 00:05:01; write a time above 0 s and up to 300 s, or leave it out."] = new CreateCallCommand("+15550100", "+15550199") { CallTimeout = TimeSpan.FromSeconds(301) },
    };

    public static TheoryData<string> Messages() => [.. Wrong.Keys];

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task A_wrong_command_is_refused_before_it_is_sent(string message)
    {
        await using var rig = new Rig();

        var error = await rig.FailAsync(Wrong[message]);

        Assert.Equal((RequestEffect.Refused, 0, "validation-error", message), (error.Effect, error.Error.Status, error.Error.Code, error.Error.Message));
        Assert.Equal(message, error.Message);
        Assert.Empty(rig.Fake.Requests);
    }

    [Theory]
    [InlineData("sip:a@b")]
    [InlineData("anonymous")]
    [InlineData("SUPPORT")]
    [InlineData("15557770999")]
    public async Task A_text_to_whom_gets_none_has_a_refusal_of_its_own(string to)
    {
        await using var rig = new Rig();

        var error = await rig.FailAsync(new SendMessageCommand("+15550100", to, "Hello."));

        Assert.Equal((RequestEffect.Refused, "party-takes-no-texts", $"To is '{to}', which takes no texts; ask Party.CanBeTexted first, or write a number as +19195551212."), (error.Effect, error.Error.Code, error.Error.Message));
        Assert.Empty(rig.Fake.Requests);
    }

    [Fact]
    public async Task A_text_to_a_party_that_takes_none_has_a_code_of_its_own()
    {
        await using var rig = new Rig();

        var error = await rig.FailAsync(new SendMessageCommand("+15550100", "sip:a@b", "Hello."));

        Assert.Equal((RequestEffect.Refused, Party.TakesNoTexts), (error.Effect, error.Error.Code));
        Assert.Contains("'sip:a@b'", error.Error.Message, StringComparison.Ordinal);
        Assert.Empty(rig.Fake.Requests);
    }

    [Fact]
    public async Task The_limits_themselves_are_allowed()
    {
        await using var rig = new Rig();
        rig.Fake.Otherwise = _ => FakeAnswer.Created("x-1");
        Command[] commands =
        [
            new SpeakCommand(new string('a', 1000)),
            new SendDtmfCommand(new string('W', 92)),
            new GatherCommand { MaxDigits = 30, InterDigitTimeout = TimeSpan.FromSeconds(30), TerminatingDigits = "0123456789ABCD#*" },
            new CreateCallCommand("+15550100", "SIP:a@b") { CallTimeout = TimeSpan.FromSeconds(300) },
        ];

        foreach (var command in commands)
        {
            await rig.SendAsync(command);
        }

        Assert.Equal(commands.Length, rig.Fake.Requests.Count);
    }

    [Fact]
    public async Task A_request_without_the_id_it_needs_is_a_fault_of_the_program()
    {
        await using var rig = new Rig();

        await Assert.ThrowsAsync<ArgumentException>(() => rig.Carrier.Commands.SendAsync(Rig.Request(new HangupCommand()) with { CallId = null }, CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(() => rig.Carrier.Commands.SendAsync(Rig.Request(new StopGatherCommand(1)) with { GatherId = null }, CancellationToken.None));

        Assert.Empty(rig.Fake.Requests);
    }
}
