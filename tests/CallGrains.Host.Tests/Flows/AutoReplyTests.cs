using CallGrains.Samples;
using CallGrains.Testing;

namespace CallGrains.Host.Tests.Flows;

public sealed class AutoReplyTests
{
    private const string Guest = "+15550125";

    [Theory, ClassData(typeof(OnEachHost))]
    public async Task A_table_is_booked_in_two_steps_whatever_dies_between(string host)
    {
        await using var phone = await FlowTest.Start<AutoReply>(on: OnEachHost.Named(host));
        await phone.TextsAsync(Guest, "Hello?");
        await phone.Replies(Guest, "Reply BOOK");
        await phone.TextsAsync(Guest, " book ");
        await phone.Replies(Guest, "Which day?");
        await phone.CrashesAsync();
        await phone.TextsAsync(Guest, "Friday");
        await phone.Replies(Guest, "Friday, at what time?");
        await phone.TextsAsync(Guest, "At eight");

        Assert.Equal("Your table is booked: Friday, At eight.", await phone.Replies(Guest, "booked"));
    }

    [Fact]
    public async Task Who_does_not_go_on_within_half_an_hour_begins_anew()
    {
        await using var phone = await FlowTest.Start<AutoReply>();
        await phone.TextsAsync(Guest, "BOOK");
        await phone.Replies(Guest, "Which day?");
        await phone.PassesAsync(TimeSpan.FromMinutes(31));
        await phone.TextsAsync(Guest, "Friday");
        await phone.Replies(Guest, "Reply BOOK to book a table.");
    }

    [Fact]
    public async Task Stop_is_kept()
    {
        await using var phone = await FlowTest.Start<AutoReply>();
        await phone.TextsAsync(Guest, "STOP");
        await phone.Replies(Guest, "You are unsubscribed");
        await phone.TextsAsync(Guest, "BOOK");
        await phone.RepliesNothingFor(Guest, TimeSpan.FromDays(1));
        await phone.TextsAsync(Guest, "START");
        await phone.Replies(Guest, "You will get texts again.");
    }
}
