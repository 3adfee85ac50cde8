using System.Globalization;
using System.Text;
using CallGrains.Bandwidth;
using CallGrains.Testing;

namespace CallGrains.Tool.Export;

/// <summary>
/// A flow test that does what the people of a recorded call did, and expects what they heard, as far as a journal
/// tells. It ends with a failure that says what stopped the flow: there the author writes what should have happened.
/// </summary>
internal static class TestSkeleton
{
    public static string Of(JournalHistory history)
    {
        var readers = new CallbackReaders([new BandwidthCallbacks()]);
        var entries = HistorySecrets.Placeholder("").Read(history).Entries.Select((e, i) => JournalFormat.Read(e, i + 1, readers)).ToList();
        var begin = entries.OfType<BeginEntry>().FirstOrDefault() ?? new BeginEntry("", 0, "in", "", "");
        var flow = Pascal(begin.Flow.Length > 0 ? begin.Flow : "my-flow");
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $$"""
            using CallGrains.Testing;
            using Xunit;

            public sealed class {{flow}}Incident
            {
                // {{history.Summary.Address}}, begun {{entries.FirstOrDefault()?.At:u}}, flow '{{begin.Flow}}' version {{begin.FlowVersion}}.
                [Fact]
                public async Task {{flow}}_{{Identifier(history.Summary.Address.Id)}}()
                {
                    await using var phone = await FlowTest.Start<{{flow}}>(services =>
                    {
                        // What {{flow}}'s constructor is given.
                    });
            """);
        var ours = entries.OfType<DecisionEntry>().SelectMany(d => d.Items).Any(d => d is CommandDecided { Command: HangupCommand, Leg: 0 });
        foreach (var line in Opening(begin).Concat(entries.SelectMany(e => Line(e, ours))))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"        {line}");
        }

        return text.AppendLine(CultureInfo.InvariantCulture, $$"""
                    await person.IsDone();

                    Assert.Fail({{Literal(Ending(entries))}});
                }
            }
            """).ToString().TrimEnd();
    }

    private static IEnumerable<string> Opening(BeginEntry begin) => begin.Direction == "out"
        ? [$"var person = await phone.CallsAsync({Literal(begin.Flow)}, to: {Literal(begin.To)}, args: {Arguments(begin)}, from: {Literal(begin.From)});"]
        : [$"var person = await phone.DialsAsync({Literal(begin.To)}, from: {Literal(begin.From)});"];

    private static string Arguments(BeginEntry begin) => begin.Args is { } args ? $"System.Text.Json.JsonDocument.Parse({Literal(args.GetRawText())}).RootElement" : "null";

    private static IEnumerable<string> Line(JournalEntry entry, bool weHungUp) => entry switch
    {
        DecisionEntry { ByHost: false } decision => decision.Items.OfType<CommandDecided>().Where(c => c.Leg == 0).Select(c => Line(c.Command)).OfType<string>(),
        EventEntry { Disposition: Disposition.Accepted, Leg: 0, Event: DtmfEvent { Digit: HistorySecrets.UnknownKey } or GatherEvent { Digits: "" }, Form: CallbackForm.Neutral } =>
            ["// What was pressed here is a secret: await person.Presses(\"...\");"],
        EventEntry { Disposition: Disposition.Accepted, Leg: 0, Event: DtmfEvent { Digit: { Length: > 0 } key } } => [$"await person.Presses({Literal(key)});"],
        EventEntry { Disposition: Disposition.Accepted, Leg: 0, Event: HangupEvent hangup } =>
            [$"await person.{(weHungUp ? "IsHungUp" : "HangsUp")}();   // {hangup.Cause ?? "no cause was told"}"],
        StepEntry step => [$"// step {step.Operation} {(step.Error is null ? $"gave {step.Value?.GetRawText() ?? "nothing"}" : $"failed: {OneLine(step.Error)}")}"],
        SignalEntry signal when signal.Name[0] != '$' => [$"await phone.SignalsAsync(person.Address, {Literal(signal.Name)}{(signal.Value is { } value ? $", System.Text.Json.JsonDocument.Parse({Literal(value.GetRawText())}).RootElement" : "")});"],
        _ => [],
    };

    private static string? Line(Command command) => command switch
    {
        SpeakCommand speak => Hears(speak.Sentence),
        PlayCommand play => Hears(play.FileUrl.ToString()),
        GatherCommand { Prompt: { } prompt } => Hears(prompt.FileUrl?.ToString() ?? prompt.Sentence ?? ""),
        TransferCommand transfer => $"await person.IsTransferredTo({Literal(transfer.To)});",
        RecordCommand { Enabled: true } => "await person.IsRecorded();",
        SendMessageCommand message => $"await phone.Replies({Literal(message.To)}, {Literal(message.Text)});",
        _ => null,
    };

    private static string Hears(string what) => what == Hidden ? "// What was said here is a secret." : $"await person.Hears({Literal(what)});";

    /// <summary>What stands in the journal for a secret.</summary>
    private const string Hidden = "(encrypted)";

    private static string Ending(List<JournalEntry> entries)
    {
        var stopped = entries.OfType<FaultEntry>().Select(f => f.Message).Concat(entries.OfType<DecisionEntry>().Select(d => d.Failure)).LastOrDefault(f => f is not null);
        return stopped is null
            ? "It went as it was recorded. Say here what should have happened instead."
            : $"When it was recorded, the flow was stopped by: {OneLine(stopped)} Say here what should have happened instead.";
    }

    private static string OneLine(string text) => text.Split('\n')[0].Trim();

    private static string Literal(string text) => System.Text.Json.JsonSerializer.Serialize(text, Readable);

    private static readonly System.Text.Json.JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Pascal(string name) => string.Concat(name.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static string Identifier(string id) => string.Concat(id.Select(c => char.IsLetterOrDigit(c) ? c : '_'));
}
