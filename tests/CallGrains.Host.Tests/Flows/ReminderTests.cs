using CallGrains.Samples;
using CallGrains.Testing;

namespace CallGrains.Host.Tests.Flows;

public sealed class ReminderTests
{
    private const string Customer = "+15550124";
    private static readonly Appointment Dentist = new("the dentist", RetryMinutes: 90);

    [Theory, InlineData("1", "confirmed"), InlineData("2", "cancelled")]
    public async Task An_answer_is_texted_back(string key, string answer)
    {
        await using var phone = await FlowTest.Start<Reminder>();
        var customer = await phone.CallsAsync("reminder", Customer, Dentist);

        await customer.Hears("a reminder of the dentist");
        await customer.Presses(key);
        await customer.Hears($"You have {answer} it");
        await customer.IsHungUp();

        Assert.Equal($"You have {answer} the dentist.", await phone.Replies(Customer, answer));
        await phone.PassesAsync(TimeSpan.FromDays(1));
        await phone.SentNo<StartCallCommand>();
        await phone.SentNo<CreateCallCommand>(after: 1);
    }

    [Theory, ClassData(typeof(OnEachHost))]
    public async Task Who_is_busy_or_does_not_answer_is_called_three_times_in_all(string host)
    {
        await using var phone = await FlowTest.Start<Reminder>(on: OnEachHost.Named(host));
        var customer = phone.Agent(Customer).IsBusy();
        await phone.CallsAsync("reminder", Customer, Dentist);

        await customer.Rings();
        customer.DoesNotAnswer();
        await phone.PassesAsync(TimeSpan.FromMinutes(92));
        await customer.Rings();
        await phone.CrashesAsync();
        await phone.PassesAsync(TimeSpan.FromMinutes(92));
        await customer.Rings();
        await phone.PassesAsync(TimeSpan.FromDays(2));

        await phone.Sent<CreateCallCommand>(times: 3);
        await phone.SentNo<CreateCallCommand>(after: 3);
        await phone.RepliesNothingFor(Customer, TimeSpan.FromDays(1));
    }

    [Theory, ClassData(typeof(OnEachHost))]
    public async Task Calling_its_number_asks_for_a_call(string host)
    {
        await using var phone = await FlowTest.Start<Reminder>(on: OnEachHost.Named(host));
        var caller = await phone.DialsAsync("+15550104", Customer);
        await caller.Hears("We will call you back");
        await caller.IsHungUp();

        var customer = phone.Agent(Customer);
        await customer.Rings();
        await phone.Sent<StartCallCommand>(s => s.Callee == Customer);
        await customer.Hears("your appointment tomorrow");
        await customer.Presses("1");
        await phone.Replies(Customer, "You have confirmed your appointment");
    }
}
