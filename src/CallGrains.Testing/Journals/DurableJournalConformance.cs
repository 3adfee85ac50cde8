using static CallGrains.Testing.JournalSamples;

namespace CallGrains.Testing;

/// <summary>What a kind of <see cref="IJournal"/> promises on top when its content outlives the process.</summary>
public abstract class DurableJournalConformance : JournalConformance
{
    private static readonly Dictionary<string, Func<DurableJournalConformance, Task>> Durable =
        new Func<DurableJournalConformance, Task>[]
        {
            What_was_acknowledged_is_there_after_reopening,
            Disposal_writes_what_is_queued,
            A_closed_journal_says_so,
            Two_open_journals_are_legal_competitors,
            A_newer_format_is_refused,
        }.ToDictionary(check => check.Method.Name);

    /// <summary>The names of all checks, those of <see cref="JournalConformance.Checks"/> among them.</summary>
    public static IReadOnlyList<string> DurableChecks { get; } = [.. Checks, .. Durable.Keys];

    /// <inheritdoc/>
    public override Task RunAsync(string check) => Durable.TryGetValue(check, out var run) ? run(this).WaitAsync(Limit) : base.RunAsync(check);

    /// <summary>Marks the store, which is open nowhere, as written by a later version of this product.</summary>
    protected abstract Task MakeNewerAsync();

    private static async Task What_was_acknowledged_is_there_after_reopening(DurableJournalConformance subject)
    {
        var summary = Summary(Call(1), 2) with { WakeAt = Start, PendingEffects = 1, Fault = "none" };
        await using (var journal = await subject.OpenAsync())
        {
            await journal.AppendAsync(Append(Call(1), 0, "one"));
            await journal.AppendAsync(Append(summary));
        }

        await using var again = await subject.OpenAsync();
        await again.RequireBodiesAsync(Call(1), "one", "{\"entry\":2}");
        Require.SameOrder([summary], (await again.ListAsync(new GrainQuery { PendingEffectsOnly = true })).Items, "The list after reopening");
        Require.SameOrder([Call(1)], await again.ListDueAsync(Start, 1), "Due after reopening");
        await again.AppendAsync(Append(Call(1), 2, "three"));
    }

    private static async Task Disposal_writes_what_is_queued(DurableJournalConformance subject)
    {
        var bodies = Enumerable.Range(0, 500).Select(i => $"entry {i}").ToList();
        var journal = await subject.OpenAsync();
        var appends = bodies.Select((body, i) => journal.AppendAsync(Append(Call(1), i, body))).ToList();
        await journal.DisposeAsync();
        await Task.WhenAll(appends);
        await using var again = await subject.OpenAsync();
        await again.RequireBodiesAsync(Call(1), bodies);
    }

    private static async Task A_closed_journal_says_so(DurableJournalConformance subject)
    {
        var journal = await subject.OpenAsync();
        await journal.DisposeAsync();
        await journal.DisposeAsync();
        await Require.ThrowsAsync<JournalUnavailableException>(() => journal.AppendAsync(Append(Call(1), 0, "one")), "An append after disposal");
        await Require.ThrowsAsync<JournalUnavailableException>(() => journal.ReadAsync(Call(1)), "A read after disposal");
        await using var again = await subject.OpenAsync();
        Require.That(await again.ReadAsync(Call(1)) is null, "A closed journal has written.");
    }

    private static async Task Two_open_journals_are_legal_competitors(DurableJournalConformance subject)
    {
        await using var one = await subject.OpenAsync();
        await using var other = await subject.OpenAsync();
        await CompeteAsync([one, other]);
    }

    private static async Task A_newer_format_is_refused(DurableJournalConformance subject)
    {
        await (await subject.OpenAsync()).DisposeAsync();
        await subject.MakeNewerAsync();
        var refusal = await Require.ThrowsAsync<JournalFormatException>(async () => await subject.OpenAsync(), "A journal of a newer format");
        Require.That(refusal.Message.Contains("newer", StringComparison.Ordinal), $"The refusal does not say that the format is newer: {refusal.Message}");
    }
}
