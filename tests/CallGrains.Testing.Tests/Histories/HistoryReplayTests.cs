using System.Text;

namespace CallGrains.Testing.Tests.Histories;

/// <summary>What a history says about code that has changed since.</summary>
public sealed class HistoryReplayTests
{
    [Fact]
    public async Task The_code_that_made_it_fits() => HistoryReplay.Verify<Menu>(await RecordAsync<Menu>(), "menu.json");

    [Fact]
    public async Task What_was_decided_and_is_no_more_is_explained()
    {
        var history = await RecordAsync<Menu>();

        var failure = Assert.Throws<HistoryException>(() => HistoryReplay.Verify<MenuThatPlays>(history, "menu.json"));

        Assert.Equal(
            """
            menu.json does not fit MenuThatPlays ('menu' version 1) any more.
              the journal has:  speak "You pressed 1."  (decision 3, entry 12)
              today's code has: play https://files.example.com/thanks.wav
              after entry 11: {"eventType":"gather","callId":"c-1",
            """,
            string.Join('\n', failure.Message.Split('\n').Take(4)).Split("\"gatherId\"")[0]);
        Assert.Contains("guard the change with call.Patched(\"name\")", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_decided_and_was_not_is_explained()
    {
        var history = Cut(await RecordAsync<Menu>(), d => d.Items.Any(i => i is CommandDecided { Command: HangupCommand }));

        var failure = Assert.Throws<HistoryException>(() => HistoryReplay.Verify<Menu>(history, "menu.json"));

        Assert.Contains("the journal has:  nothing", failure.Message, StringComparison.Ordinal);
        Assert.Contains("today's code has: hangup", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patch_keeps_old_histories()
    {
        HistoryReplay.Verify<MenuPatched>(await RecordAsync<Menu>(), "menu.json");
        HistoryReplay.Verify<MenuPatched>(await RecordAsync<MenuPatched>(), "patched.json");
    }

    [Fact]
    public async Task Handlers_are_compared_turn_by_turn_with_their_state()
    {
        var history = await RecordAsync<Score>();
        HistoryReplay.Verify<Score>(history, "score.json");

        Assert.Contains(
            "the journal has:  the state {\"digits\":\"1\"}",
            Assert.Throws<HistoryException>(() => HistoryReplay.Verify<ScoreInOtherWords>(history, "score.json")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "today's code has: reject",
            Assert.Throws<HistoryException>(() => HistoryReplay.Verify<ScoreThatRejects>(history, "score.json")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_flow_or_version_is_told_apart()
    {
        var history = await RecordAsync<Menu>();
        Assert.Contains("is a history of flow 'menu' version 1, but Score is 'score' version 1", Assert.Throws<HistoryException>(() => HistoryReplay.Verify<Score>(history, "menu.json")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_is_read_as_it_was_written()
    {
        var history = await RecordAsync<Menu>();
        var document = JournalDocument.Write(history);
        var read = JournalDocument.Read(document);
        Assert.Equal(Encoding.UTF8.GetString(document), Encoding.UTF8.GetString(JournalDocument.Write(read)));
        Assert.Equal(history.Entries.Count, read.Entries.Count);
        Assert.All(history.Entries.Zip(read.Entries), pair => Assert.Equal(pair.First.Body.ToArray(), pair.Second.Body.ToArray()));
    }

    [Theory, InlineData("[]"), InlineData("{}"), InlineData("not json"), InlineData("""{"format":2}"""), InlineData("""{"format":1,"address":"x","flow":"","version":1,"entries":[]}""")]
    public void What_is_no_history_is_refused(string text) => Assert.Throws<JournalFormatException>(() => JournalDocument.Read(Encoding.UTF8.GetBytes(text)));

    private static async Task<JournalHistory> RecordAsync<TFlow>()
        where TFlow : class
    {
        await using var phone = await FlowTest.Start<TFlow>(_ => { });
        var caller = await phone.DialsAsync("+15550100");
        await caller.Presses("1");
        await caller.IsHungUp();
        await caller.IsDone();
        return caller.History;
    }

    /// <summary>As if the journal had ended before a decision, the inputs being the same.</summary>
    private static JournalHistory Cut(JournalHistory history, Func<DecisionEntry, bool> which)
    {
        var readers = new CallbackReaders([new CallGrains.Bandwidth.BandwidthCallbacks()]);
        var entries = history.Entries.Select((e, i) => JournalFormat.Read(e, i + 1, readers)).Select(e => e is DecisionEntry d && which(d) ? d with { Items = [] } : e);
        return history with { Entries = [.. entries.Select(JournalFormat.Write)] };
    }
}
