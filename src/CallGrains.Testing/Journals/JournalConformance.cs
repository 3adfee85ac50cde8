namespace CallGrains.Testing;

/// <summary>
/// What every kind of <see cref="IJournal"/> promises, as named checks. A test class derives from this one, opens its
/// kind of journal, and hands each name to <see cref="RunAsync"/>; so the suite needs no test framework, and any will
/// do.
/// </summary>
/// <example><code>
/// public sealed class MyJournalTests : JournalConformance
/// {
///     public static TheoryData&lt;string&gt; Names => new(Checks);
///
///     [Theory, MemberData(nameof(Names))]
///     public Task Conforms(string check) => RunAsync(check);
///
///     protected override ValueTask&lt;IJournal&gt; OpenAsync() => ...;
/// }
/// </code></example>
public abstract partial class JournalConformance
{
    private protected static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly Dictionary<string, Func<IJournal, Task>> All =
        AppendChecks.Concat(ConflictChecks).Concat(ListChecks).Concat(WakeUpChecks).Concat(PurgeChecks).ToDictionary(check => check.Method.Name);

    /// <summary>The names of all checks.</summary>
    public static IReadOnlyList<string> Checks { get; } = [.. All.Keys];

    /// <summary>Runs one check on a journal of its own.</summary>
    /// <param name="check">One of <see cref="Checks"/>.</param>
    /// <exception cref="ConformanceException">The journal does not keep what the check is named after.</exception>
    /// <exception cref="TimeoutException">The check took longer than two minutes.</exception>
    public virtual async Task RunAsync(string check)
    {
        await using var journal = await OpenAsync();
        await All[check](journal).WaitAsync(Limit);
    }

    /// <summary>Opens the store of this check: empty at the first call, as it was left at later ones.</summary>
    protected abstract ValueTask<IJournal> OpenAsync();
}
