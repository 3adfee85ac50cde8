using System.Text.Json;

namespace CallGrains.Bandwidth.Tests.Callbacks;

/// <summary>Every recorded callback parses to its typed event and writes back without losing a field.</summary>
public sealed class FixtureTests
{
    private static readonly Dictionary<string, Type> Records = new()
    {
        ["incomingcall"] = typeof(IncomingCallEvent),
        ["answer"] = typeof(AnswerEvent),
        ["timeout"] = typeof(TimeoutEvent),
        ["hangup"] = typeof(HangupEvent),
        ["speak"] = typeof(SpeakEvent),
        ["playback"] = typeof(PlaybackEvent),
        ["dtmf"] = typeof(DtmfEvent),
        ["gather"] = typeof(GatherEvent),
        ["recording"] = typeof(RecordingEvent),
        ["transcription"] = typeof(TranscriptionEvent),
        ["conference"] = typeof(ConferenceEvent),
        ["conference-member"] = typeof(ConferenceMemberEvent),
        ["conference-speak"] = typeof(ConferenceSpeakEvent),
        ["conference-playback"] = typeof(ConferencePlaybackEvent),
        ["sms"] = typeof(SmsEvent),
        ["mms"] = typeof(MmsEvent),
        ["transferComplete"] = typeof(TransferCompleteEvent),
        ["redirect"] = typeof(RedirectEvent),
        ["error"] = typeof(ErrorEvent),
        ["unknown"] = typeof(UnknownEvent),
    };

    // What no grain could be found for, and the V2 callbacks, which are arrays: the field the fault names.
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["sdk-empty-object.json"] = "eventType",
        ["sdk-speak-state-only.json"] = "callId",
        ["sdk-sms-delivery-state-only.json"] = "messageId",
        ["v2-message-received.json"] = "body",
        ["v2-message-received-group.json"] = "body",
        ["v2-message-failed.json"] = "body",
        ["v2-message-sending.json"] = "body",
    };

    public static IEnumerable<TheoryDataRow<string>> Accepted =>
        Fixture.All.Where(fixture => !Refused.ContainsKey(fixture.File)).Select(fixture => new TheoryDataRow<string>(fixture.File));

    public static IEnumerable<TheoryDataRow<string>> RefusedFiles => Refused.Keys.Select(file => new TheoryDataRow<string>(file));

    [Fact]
    public void The_index_names_every_fixture_file() =>
        Assert.Equal(
            Directory.GetFiles(Path.Combine(Fixture.Folder, "Fixtures")).Select(Path.GetFileName).Where(file => file != "index.json").Order(),
            Fixture.All.Select(fixture => fixture.File).Order());

    [Fact]
    public void Every_event_type_has_a_fixture() =>
        Assert.Empty(Records.Keys.Except(Fixture.All.Where(fixture => !Refused.ContainsKey(fixture.File)).Select(fixture => fixture.Event)));

    [Theory, MemberData(nameof(Accepted))]
    public void Parses_to_its_record(string file)
    {
        var fixture = Fixture.Named(file);
        Assert.IsType(Records[fixture.Event], fixture.Read());
    }

    [Theory, MemberData(nameof(Accepted))]
    public void Writes_back_without_losing_a_field(string file)
    {
        var fixture = Fixture.Named(file);
        using var written = JsonDocument.Parse(EventJson.Write(fixture.Read()));
        Assert.Equal(WireFields.Of(fixture), WireFields.Of(written.RootElement));
    }

    [Theory, MemberData(nameof(Accepted))]
    public void Reads_back_what_it_wrote(string file)
    {
        var read = Fixture.Named(file).Read();
        var again = EventJson.Read(EventJson.Write(read));
        Assert.Equal(read, again);
        Assert.Equal(read.DedupeKey, again.DedupeKey);
    }

    [Theory, MemberData(nameof(RefusedFiles))]
    public void Refuses_what_has_no_address(string file)
    {
        var fault = Assert.Throws<EventFormatException>(() => Fixture.Named(file).Read());
        Assert.Equal(Refused[file], fault.Field);
    }
}
