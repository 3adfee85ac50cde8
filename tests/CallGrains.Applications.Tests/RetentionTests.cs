using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CallGrains.AspNetCore.Hosting;
using CallGrains.TestSupport.Programs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CallGrains.Applications.Tests;

/// <summary>What has ended goes by itself, when it is old enough.</summary>
public sealed class RetentionTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    public async Task Each_kind_is_kept_for_its_own_time_and_what_was_removed_is_counted(string journal)
    {
        await using var app = await StartAsync($"CallGrains:Journal={journal}");
        var store = app.Services.GetRequiredService<IJournal>();
        var counted = new ConcurrentDictionary<string, long>();
        using var listener = Listen(app, counted);
        await PutAsync(store, FlowAddress.Call("c-unclaimed"), "");
        await PutAsync(store, FlowAddress.Call("c-live"), "waiting", GrainState.Ending);
        await PutAsync(store, FlowAddress.Call("c-ended"), "waiting");
        await PutAsync(store, FlowAddress.Conference("daily"), "daily");
        await PutAsync(store, FlowAddress.Thread("+15550105", "+15550001"), "texts");
        Assert.Equal(5, await LeftAsync(store));

        await AdvanceUntilAsync(store, TimeSpan.FromDays(7.1), 4);
        Assert.Equal(1, await CountedAsync(counted, "unclaimed"));
        await AdvanceUntilAsync(store, TimeSpan.FromDays(84), 2);
        Assert.Equal((1, 1), (await CountedAsync(counted, "call"), await CountedAsync(counted, "conference")));
        await AdvanceUntilAsync(store, TimeSpan.FromDays(275), 1);
        Assert.Equal(1, await CountedAsync(counted, "thread"));
        Assert.NotNull(await store.ReadSummaryAsync(FlowAddress.Call("c-live"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Zero_keeps_everything()
    {
        await using var app = await StartAsync("CallGrains:Journal=memory", "CallGrains:Retention:Calls=0", "CallGrains:Retention:Unclaimed=2.00:00:00");
        var store = app.Services.GetRequiredService<IJournal>();
        await PutAsync(store, FlowAddress.Call("c-ended"), "waiting");
        await PutAsync(store, FlowAddress.Call("c-unclaimed"), "");
        await AdvanceUntilAsync(store, TimeSpan.FromDays(400), 1);
        Assert.NotNull(await store.ReadSummaryAsync(FlowAddress.Call("c-ended"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("CallGrains:Retention:Calls=23:00:00", "CallGrains:Retention:Calls is 23:00:00; write a time of at least CallGrains:Grains:ReplayWindow (1.00:00:00)")]
    [InlineData("CallGrains:Retention:Unclaimed=-1.00:00:00", "CallGrains:Retention:Unclaimed is -1.00:00:00")]
    [InlineData("CallGrains:Retention:Interval=00:00:01", "CallGrains:Retention:Interval is 00:00:01")]
    public void Times_out_of_range_are_refused(string setting, string fault)
    {
        var refusal = Assert.Throws<StartRefusedException>(() => Application.Build([setting, "CallGrains:Journal=memory"]));
        Assert.Contains(fault, refusal.Message, StringComparison.Ordinal);
    }

    private Task<Application> StartAsync(params string[] settings) => Application.StartAsync(
        // Timers that fire each few seconds would fire millions of times here.
        [.. settings, "CallGrains:Grains:SweepInterval=30.00:00:00"], s => s.AddSingleton<TimeProvider>(_time));

    private Task PutAsync(IJournal store, FlowAddress address, string flow, GrainState state = GrainState.Ended)
    {
        var summary = new GrainSummary
        {
            Address = address,
            Sequence = 1,
            Flow = flow,
            State = state,
            CreatedAt = _time.GetUtcNow(),
            EndedAt = address.Kind == GrainKind.Thread || flow.Length == 0 ? null : _time.GetUtcNow(),
        };
        return store.AppendAsync(new JournalAppend(0, [JournalFormat.Write(new CheckEntry())], summary));
    }

    private static async Task<int> LeftAsync(IJournal store) => (await store.ListAsync(new GrainQuery())).Items.Count;

    /// <summary>The sweep has to have heard of the time; it looks once an hour.</summary>
    private async Task AdvanceUntilAsync(IJournal store, TimeSpan time, int left)
    {
        _time.Advance(time);
        for (var hour = 0; hour < 1000 && await LeftAsync(store) > left; hour++)
        {
            _time.Advance(TimeSpan.FromMinutes(10));
            await Tick.NextAsync(TimeSpan.FromMilliseconds(5));
        }

        Assert.Equal(left, await LeftAsync(store));
    }

    /// <summary>What is removed is counted a moment later.</summary>
    private static async Task<long> CountedAsync(ConcurrentDictionary<string, long> counted, string kind)
    {
        await Tick.UntilAsync(() => Task.FromResult(counted.ContainsKey(kind) ? kind : null), () => $"No {kind} was counted.");
        return counted[kind];
    }

    private static MeterListener Listen(Application app, ConcurrentDictionary<string, long> counted)
    {
        var listener = new MeterListener();
        var meters = app.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == "callgrains.journal.purged" && instrument.Meter.Scope == meters)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counted.AddOrUpdate((string)tags[0].Value!, value, (_, before) => before + value));
        listener.Start();
        return listener;
    }
}
