using System.Collections.Concurrent;
using System.Text;
using CallGrains.Flows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallGrains.AspNetCore.Operations.Tests;

/// <summary>Notes what it is sent and answers as the test says.</summary>
internal sealed class FakeRouter : ICallRouter
{
    public ConcurrentQueue<(FlowAddress Address, GrainMessage Message, CancellationToken Token)> Sent { get; } = new();

    public Func<FlowAddress, GrainMessage, Task<Receipt>> Answer { get; set; } = (_, _) => Task.FromResult(new Receipt(Disposition.Accepted));

    public Task<Receipt> SendAsync(FlowAddress address, GrainMessage message, CancellationToken cancellationToken = default)
    {
        Sent.Enqueue((address, message, cancellationToken));
        return Answer(address, message);
    }
}

/// <summary>A journal that holds what the test puts in, and notes what it is asked for.</summary>
internal sealed class FakeJournal : IJournal
{
    public ConcurrentDictionary<FlowAddress, JournalHistory> Histories { get; } = new();

    public ConcurrentQueue<GrainQuery> Queries { get; } = new();

    public Exception? Failure { get; set; }

    public GrainSummary Put(string id, params StoredEntry[] entries)
    {
        var summary = new GrainSummary
        {
            Address = FlowAddress.Call(id),
            Sequence = entries.Length,
            State = GrainState.Ending,
            Flow = "greeting",
            FlowVersion = 2,
            Direction = "out",
            From = "+15550100",
            To = "+15550111",
            CarrierId = "c-1",
            CreatedAt = DateTimeOffset.UnixEpoch,
            EndedAt = DateTimeOffset.UnixEpoch.AddMinutes(1),
            Cause = "NORMAL_CLEARING",
            Status = "rings",
            Result = """{"booked":true}""",
            PendingEffects = 1,
        };
        Histories[summary.Address] = new JournalHistory(summary, entries);
        return summary;
    }

    public static StoredEntry Entry(string body, byte[]? raw = null) => new(Encoding.UTF8.GetBytes(body), raw);

    public Task<JournalHistory?> ReadAsync(FlowAddress address, CancellationToken cancellationToken = default) =>
        Failure is null ? Task.FromResult(Histories.GetValueOrDefault(address)) : Task.FromException<JournalHistory?>(Failure);

    public Task<GrainPage> ListAsync(GrainQuery query, CancellationToken cancellationToken = default)
    {
        Queries.Enqueue(query);
        return Failure is not null ? Task.FromException<GrainPage>(Failure)
            : query.After == "bad" ? throw new ArgumentException("'bad' is no page token")
            : query.After == "more" ? Task.FromResult(new GrainPage([], null))
            : Task.FromResult(new GrainPage([.. Histories.Values.Select(h => h.Summary)], "more"));
    }

    public ConcurrentQueue<PurgeRequest> Purges { get; } = new();

    public bool CanPurge { get; set; } = true;

    public Task<PurgeReport> PurgeAsync(PurgeRequest request, CancellationToken cancellationToken = default)
    {
        Purges.Enqueue(request);
        return CanPurge ? Task.FromResult(new PurgeReport(4, 3, 2, 1)) : throw new NotSupportedException("FakeJournal removes no grains.");
    }

    public Task AppendAsync(JournalAppend append) => throw new InvalidOperationException("The control API appends nothing itself.");

    public Task<IReadOnlyList<FlowAddress>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("The control API wakes nothing.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

[Flow("greeting")]
internal sealed class Greeting : CallScript
{
    protected override Task RunAsync(CallContext call) => Task.CompletedTask;
}

[Flow("chat")]
internal sealed class Chat : MessageScript
{
    protected override Task RunAsync(ThreadContext thread) => Task.CompletedTask;
}

/// <summary>What is ready, as the test says: each check's reason why it is not, or null.</summary>
internal sealed class FakeReadiness
{
    public Func<string?> Journal { get; set; } = () => null;

    public Func<string?> Recovered { get; set; } = () => null;

    public void AddTo(IServiceCollection services) => services.AddHealthChecks()
        .AddAsyncCheck("journal", () => AnswerAsync(Journal), ["ready"])
        .AddAsyncCheck("recovered", () => AnswerAsync(Recovered), ["ready"])
        .AddCheck("elsewhere", () => HealthCheckResult.Unhealthy("not asked for readiness"));

    private static Task<HealthCheckResult> AnswerAsync(Func<string?> missing) =>
        Task.FromResult(missing() is { } reason ? HealthCheckResult.Unhealthy(reason) : HealthCheckResult.Healthy());
}
