using static CallGrains.Testing.JournalSamples;

namespace CallGrains.Testing;

public abstract partial class JournalConformance
{
    private static IEnumerable<Func<IJournal, Task>> AppendChecks =>
    [
        A_grain_never_written_reads_as_null,
        Entries_are_read_back_in_order,
        Grains_do_not_mix,
        Reads_that_come_together_get_each_its_own,
        What_a_snapshot_makes_superfluous_is_not_read_again,
        A_snapshot_that_conflicts_removes_nothing,
        Bytes_are_kept_exactly,
        Large_entries_are_kept,
        A_callers_buffer_is_its_own_again,
        Every_field_of_a_summary_is_kept,
        A_field_can_become_null_again,
        Odd_text_in_a_summary_fails_nothing,
        A_malformed_append_is_refused_and_spoils_nothing,
        Parts_together_are_the_whole,
        A_part_begins_behind_what_is_known,
    ];

    private static async Task A_grain_never_written_reads_as_null(IJournal journal) =>
        Require.That(await journal.ReadAsync(Call(1)) is null, "A grain that was never written has a history.");

    private static async Task Entries_are_read_back_in_order(IJournal journal)
    {
        await journal.AppendAsync(Append(Call(1), 0, "one", "two"));
        await journal.AppendAsync(Append(Call(1), 2, "three"));
        await journal.RequireBodiesAsync(Call(1), "one", "two", "three");
    }

    private static async Task Reads_that_come_together_get_each_its_own(IJournal journal)
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Where(i => i % 2 == 0).Select(i => journal.AppendAsync(Append(Call(i), 0, $"{i}", $"{i} again"))));
        await Task.WhenAll(Enumerable.Range(0, 400).Select(async i =>
        {
            if (i % 2 == 0)
            {
                await journal.RequireBodiesAsync(Call(i % 40), $"{i % 40}", $"{i % 40} again");
            }
            else
            {
                Require.That(await journal.ReadAsync(Call(i % 40)) is null, "A grain that was never written has a history, read beside others.");
            }
        }));
    }

    private static async Task What_a_snapshot_makes_superfluous_is_not_read_again(IJournal journal)
    {
        await journal.AppendAsync(Append(Call(2), 0, "another's"));
        await journal.AppendAsync(Append(Call(1), 0, "one", "two"));
        await journal.AppendAsync(Append(Call(1), 2, "three", "snapshot", "five") with { ForgetBefore = 4 });
        await RequireFromAsync(4, "snapshot", "five");
        await journal.AppendAsync(Append(Call(1), 5, "six"));
        await RequireFromAsync(4, "snapshot", "five", "six");
        await journal.AppendAsync(Append(Call(1), 6, "snapshot again") with { ForgetBefore = 7 });
        await RequireFromAsync(7, "snapshot again");
        await journal.RequireBodiesAsync(Call(2), "another's");

        async Task RequireFromAsync(long first, params string[] bodies)
        {
            var history = await journal.ReadKnownAsync(Call(1));
            Require.Equal(first, history.First, "The number of the first entry");
            Require.SameOrder(bodies, history.Entries.Select(Text), "The entries");
        }
    }

    private static async Task A_snapshot_that_conflicts_removes_nothing(IJournal journal)
    {
        await journal.AppendAsync(Append(Call(1), 0, "one", "two"));
        await Require.ThrowsAsync<JournalConflictException>(() => journal.AppendAsync(Append(Call(1), 1, "snapshot") with { ForgetBefore = 2 }), "A snapshot at the wrong place");
        await Require.ThrowsAsync<ArgumentException>(() => journal.AppendAsync(Append(Call(1), 2, "snapshot") with { ForgetBefore = 2 }), "Forgetting an entry that is not its own");
        await Require.ThrowsAsync<ArgumentException>(() => journal.AppendAsync(Append(Call(1), 2, "snapshot") with { ForgetBefore = 4 }), "Forgetting its own snapshot");
        await journal.RequireBodiesAsync(Call(1), "one", "two");
    }

    private static async Task Grains_do_not_mix(IJournal journal)
    {
        FlowAddress[] alike = [FlowAddress.Call("x"), FlowAddress.Conference("x"), FlowAddress.Call("X"), FlowAddress.Call("x ")];
        await Task.WhenAll(alike.Select(address => journal.AppendAsync(Append(address, 0, $"of {address}"))));
        foreach (var address in alike)
        {
            await journal.RequireBodiesAsync(address, $"of {address}");
        }
    }

    private static async Task Parts_together_are_the_whole(IJournal journal)
    {
        // Many small entries, some of half a part, and one that is larger than a part.
        var bodies = Enumerable.Range(0, 600).Select(i => new string('x', i % 150 == 149 ? JournalPart.Size / 2 : i == 400 ? JournalPart.Size + 1 : i)).ToList();
        await journal.AppendAsync(Append(Call(1), 0, bodies));
        await journal.AppendAsync(Append(Call(2), 0, "another's"));
        var whole = await journal.ReadKnownAsync(Call(1));
        var (read, last) = (new List<string>(), 0L);
        await foreach (var part in journal.ReadPartsAsync(Call(1)))
        {
            Require.Equal(last + 1, part.First, "The first entry of a part");
            Require.Equal(whole.Summary, part.Summary, "The summary of a part");
            Require.That(part.Entries.Count <= JournalPart.MostEntries, $"A part has {part.Entries.Count} entries.");
            Require.That(part.Entries.SkipLast(1).Sum(e => e.Length) < JournalPart.Size, "A part goes on beyond its size.");
            read.AddRange(part.Entries.Select(Text));
            last = part.Last;
        }

        Require.SameOrder(bodies, read, "The entries of all parts");
        Require.That(await journal.ReadPartAsync(Call(3), 0) is null, "A grain that was never written has a part.");
    }

    private static async Task A_part_begins_behind_what_is_known(IJournal journal)
    {
        await journal.AppendAsync(Append(Call(1), 0, "one", "two", "three"));
        await RequirePartAsync(1, 2, "two", "three");
        await RequirePartAsync(3, 4);
        await RequirePartAsync(9, 4);
        await journal.AppendAsync(Append(Call(1), 3, "four", "snapshot", "six") with { ForgetBefore = 5 });
        await RequirePartAsync(5, 6, "six");
        Require.That((await journal.ReadPartAsync(Call(1), 2))!.First is 3 or 5, "A part begins before what is known, or behind what is left.");
        await Require.ThrowsAsync<ArgumentOutOfRangeException>(() => journal.ReadPartAsync(Call(1), -1), "A part after entry -1");

        async Task RequirePartAsync(long after, long first, params IReadOnlyList<string> bodies)
        {
            var part = (await journal.ReadPartAsync(Call(1), after))!;
            Require.Equal(first, part.First, $"The first entry after {after}");
            Require.SameOrder(bodies, part.Entries.Select(Text), $"The entries after {after}");
            Require.That(part.IsLast, $"Something comes after the last part, read after {after}.");
        }
    }

    private static async Task Bytes_are_kept_exactly(IJournal journal)
    {
        var all = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();
        StoredEntry[] entries = [new(all, all.Reverse().ToArray()), new(new byte[] { 0 }, default), new(all, new byte[] { 0, 0 })];
        await journal.AppendAsync(new JournalAppend(0, entries, Summary(Call(1), 3)));
        RequireSame(entries, (await journal.ReadKnownAsync(Call(1))).Entries);
    }

    private static async Task Large_entries_are_kept(IJournal journal)
    {
        var large = new byte[1 << 20];
        new Random(1).NextBytes(large);
        StoredEntry[] entries = [new(large, large), Entry("small"), new(large, default)];
        await journal.AppendAsync(new JournalAppend(0, entries, Summary(Call(1), 3)));
        RequireSame(entries, (await journal.ReadKnownAsync(Call(1))).Entries);
    }

    private static async Task A_callers_buffer_is_its_own_again(IJournal journal)
    {
        var buffer = "before"u8.ToArray();
        await journal.AppendAsync(new JournalAppend(0, [new StoredEntry(buffer, buffer)], Summary(Call(1), 1)));
        "after!"u8.CopyTo(buffer);
        await journal.RequireBodiesAsync(Call(1), "before");
    }

    private static async Task Every_field_of_a_summary_is_kept(IJournal journal)
    {
        var summary = FullSummary(1);
        await journal.AppendAsync(Append(summary));
        Require.Equal(summary, (await journal.ReadKnownAsync(summary.Address)).Summary, "The first head");
        var next = summary with { Sequence = 2, State = GrainState.Ended, Flow = "", FlowVersion = 8, From = "", To = "+15550199", Cause = "ours", Status = "done", Result = null, PendingEffects = 0 };
        await journal.AppendAsync(Append(next));
        Require.Equal(next, (await journal.ReadKnownAsync(summary.Address)).Summary, "The next head");
        Require.Equal(next, (await journal.ListAsync(new GrainQuery())).Items.Single(), "The listed head");
    }

    private static async Task A_field_can_become_null_again(IJournal journal)
    {
        await journal.AppendAsync(Append(FullSummary(1)));
        var bare = new GrainSummary { Address = FullSummary(1).Address, Sequence = 2 };
        await journal.AppendAsync(Append(bare));
        Require.Equal(bare, (await journal.ReadKnownAsync(bare.Address)).Summary, "The summary without values");
    }

    // The text comes from carriers and exceptions. What no store can hold may be replaced, but must not stop a call.
    private static async Task Odd_text_in_a_summary_fails_nothing(IJournal journal)
    {
        string[] odd = ["a\0b", "\ud800", "x'); DROP TABLE grains; --", "\U0001F4DE \u00e9", new string('x', 100_000), "\0"];
        var appends = odd.Select((text, i) => Append(Summary(Call(i), 1) with { Fault = text, From = text, Cause = text, Flow = text }));
        await Task.WhenAll(appends.Select(journal.AppendAsync));
        for (var i = 0; i < odd.Length; i++)
        {
            var fault = (await journal.ReadKnownAsync(Call(i))).Summary.Fault;
            var isPlain = odd[i].IndexOfAny(['\0', '\ud800']) < 0;
            Require.That(!isPlain || fault == odd[i], $"The text '{odd[i]}' came back as '{fault}'.");
        }
    }

    private static async Task A_malformed_append_is_refused_and_spoils_nothing(IJournal journal)
    {
        JournalAppend[] malformed =
        [
            new(0, [], Summary(Call(1), 0)),
            new(0, [Entry("x")], Summary(Call(1), 2)),
            new(-1, [Entry("x")], Summary(Call(1), 0)),
            Append(new FlowAddress(GrainKind.Call, "a/b"), 0, "x"),
        ];
        var neighbour = journal.AppendAsync(Append(Call(2), 0, "fine"));
        foreach (var append in malformed)
        {
            await Require.ThrowsAsync<ArgumentException>(() => journal.AppendAsync(append), $"A malformed append ({append})");
        }

        await neighbour;
        Require.That(await journal.ReadAsync(Call(1)) is null, "A malformed append was written.");
    }

    private static GrainSummary FullSummary(long sequence) => Summary(Call(1), sequence) with
    {
        State = GrainState.Ending,
        FlowVersion = 7,
        CarrierId = "c-bonay3r4mtwbplurq4nkt7q",
        CreatedAt = Start.AddTicks(1_234_567),
        EndedAt = new DateTimeOffset(2026, 3, 1, 11, 0, 0, TimeSpan.FromHours(2)).AddTicks(7),
        Cause = "NORMAL_CLEARING",
        Fault = "Line 1\nLine 2: 'quoted'",
        WakeAt = DateTimeOffset.MaxValue,
        PendingEffects = 3,
        Status = "waiting for an agent",
        Result = """{"place":2}""",
    };

    private static void RequireSame(StoredEntry[] expected, IReadOnlyList<StoredEntry> actual)
    {
        Require.Equal(expected.Length, actual.Count, "The number of entries");
        for (var i = 0; i < expected.Length; i++)
        {
            Require.That(expected[i].Body.Span.SequenceEqual(actual[i].Body.Span), $"The body of entry {i + 1} came back changed.");
            Require.That(expected[i].Raw.Span.SequenceEqual(actual[i].Raw.Span), $"The raw bytes of entry {i + 1} came back changed.");
        }
    }
}
