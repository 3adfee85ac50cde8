using CallGrains.Flows;
using CallGrains.Testing.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Testing.Tests.Versions;

/// <summary>
/// Code changes while calls are live: patches, versions, their retirement, and the page that tells authors about it.
/// </summary>
public sealed class VersionTests
{
    private readonly Tables _tables = new();

    [Fact]
    public void The_pages_code_is_the_tested_code() => Assert.Empty(Quotes.Unknown("src/CallGrains.Flows/Authoring/README.md", "tests/CallGrains.Testing.Tests/Versions"));

    [Fact]
    public async Task A_patch_holds_for_ground_that_a_call_has_not_trodden()
    {
        await using var phone = await StartAsync();
        var before = await BeginAsync(phone, "+15550111");
        var behind = await BeginAsync(phone, "+15550112");
        await behind.Presses("4");
        await behind.Hears("booked");

        await phone.RedeploysAsync(With<BookingPatched>);
        await before.Presses("2");
        await before.Hears("Thank you.");
        await before.Hears("booked");
        await before.IsDone();
        await behind.IsDone();

        Assert.Equal(["For how many people?", "Your table is booked."], behind.Heard);
        Assert.Equal(["+15550112 4", "+15550111 2"], _tables.Booked);
        Assert.Single(before.Journal.OfType<DecisionEntry>().SelectMany(d => d.Items).OfType<PatchDecided>());
        Assert.All([before, behind], call => HistoryReplay.Verify<BookingPatched>(call.History, call.Number, With));
    }

    [Fact]
    public async Task A_change_without_a_patch_stops_the_call_and_a_mended_program_brings_it_on()
    {
        await using var phone = await StartAsync();
        var caller = await BeginAsync(phone, "+15550111");

        phone.ExpectsFailure("its journal has GatherCommand");
        await phone.RedeploysAsync(s => With(s.AddFlow<BookingByTextAsOne>()));
        await caller.Presses("2");
        await caller.HearsNothingFor(TimeSpan.FromMinutes(1));
        var failure = await Assert.ThrowsAsync<FlowTestException>(() => caller.Hears("booked", within: TimeSpan.FromMinutes(1)));
        Assert.Contains("the flow decides SpeakCommand as number 2, but its journal has GatherCommand", failure.Message, StringComparison.Ordinal);

        await phone.RedeploysAsync(With<Booking>);
        await caller.Hears("booked");
        await caller.IsDone();
    }

    [Fact]
    public async Task A_version_lives_beside_the_calls_of_the_old_one_until_they_have_drained()
    {
        await using var phone = await StartAsync();
        var old = await BeginAsync(phone, "+15550111");

        await phone.RedeploysAsync(s => With<Booking>(s.AddFlow<BookingByText>()));
        var young = await phone.DialsAsync("+15550100", "+15550112");
        await young.Hears("We will text you.");
        Assert.Equal([("booking", 1, 1L, false), ("booking", 2, 1L, false)], await CountAsync(phone));

        await old.Presses("3");
        await old.Hears("booked");
        await old.IsDone();
        await phone.Replies("+15550112", "For how many people?");
        await young.IsDone();
        Assert.Equal([("booking", 1, 0L, true), ("booking", 2, 0L, false)], await CountAsync(phone));
    }

    [Fact]
    public async Task A_version_dropped_too_early_is_counted_as_missing_and_its_calls_wait()
    {
        await using var phone = await StartAsync();
        var old = await BeginAsync(phone, "+15550111");

        phone.ExpectsFailure("is not registered any more");
        await phone.RedeploysAsync(s => s.AddFlow<BookingByText>());
        await old.Presses("3");
        await phone.PassesAsync(TimeSpan.FromMinutes(1));
        Assert.True((await phone.CountsAsync()).Single(c => c.Version == 1) is { IsMissing: true, Live: 1 });

        await phone.RedeploysAsync(s => With<Booking>(s.AddFlow<BookingByText>()));
        await old.Hears("booked");
        await old.IsDone();
    }

    [Fact]
    public async Task Handlers_keep_their_state_and_need_no_patch()
    {
        await using var phone = await FlowTest.Start<CountingBooking>();
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("how many");
        await phone.CrashesAsync();
        await caller.Presses("4");
        await caller.Hears("A table for 4.");
        await caller.IsDone();
    }

    private Task<FlowTest> StartAsync() => FlowTest.Start<Booking>(With);

    private void With(IServiceCollection services) => services.AddSingleton<ITables>(_tables);

    private void With<TFlow>(IServiceCollection services)
        where TFlow : class => With(services.AddFlow<TFlow>());

    private static async Task<Caller> BeginAsync(FlowTest phone, string from)
    {
        var caller = await phone.DialsAsync("+15550100", from);
        await caller.Hears("how many");
        return caller;
    }

    private static async Task<IEnumerable<(string, int, long, bool)>> CountAsync(FlowTest phone) =>
        (await phone.CountsAsync()).Select(c => (c.Flow, c.Version, c.Live + c.Ending, c.MayRetire));
}

/// <summary>The second version, deployed as the first by mistake.</summary>
[Flow("booking")]
internal sealed class BookingByTextAsOne : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        await call.SpeakAsync("We will text you.");
    }
}
