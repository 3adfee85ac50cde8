using CallGrains.AspNetCore.Hosting;
using CallGrains.Flows;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Applications.Tests;

/// <summary>
/// What the carrier is set up with: each number has a URL for texts, and a binding that cannot be set up holds up no
/// other.
/// </summary>
public sealed class NumberPlanTests
{
    [Fact]
    public async Task Each_number_takes_texts_and_a_bad_binding_is_left_out()
    {
        string[] settings =
        [
            "CallGrains:Flows:Numbers:+15550120=waiting", "CallGrains:Flows:Numbers:+15550121=waiting", "CallGrains:Flows:Texts:+15550121=answering",
            "CallGrains:Flows:Numbers:+15550122=answering", "CallGrains:Flows:Texts:68849=answering", "CallGrains:Flows:Numbers:clinic=waiting",
        ];
        await using var app = await Application.StartAsync(settings, s => s.AddFlow<Answering>());

        var (applications, left) = app.Services.GetRequiredService<NumberPlan>().Make();

        var plan = applications.ToDictionary(a => a.Name, a => (Calls: a.IncomingCallUrl, Texts: a.IncomingMessageUrl, Numbers: string.Join(" ", a.Numbers)));
        Assert.Equal(["callgrains-answering", "callgrains-waiting", "callgrains-waiting-answering"], plan.Keys.Order(StringComparer.Ordinal));
        Assert.All(plan.Values, p => Assert.NotNull(p.Texts));
        Assert.Equal(("+15550120", plan["callgrains-waiting"].Calls), (plan["callgrains-waiting"].Numbers, plan["callgrains-waiting"].Texts));
        Assert.NotEqual(plan["callgrains-waiting-answering"].Calls, plan["callgrains-waiting-answering"].Texts);
        Assert.Null(plan["callgrains-answering"].Calls);
        Assert.Equal(["68849", "clinic"], left.Order(StringComparer.Ordinal));
    }

    [Flow("answering")]
    private sealed class Answering : MessageScript
    {
        protected override Task RunAsync(ThreadContext thread) => thread.ReplyAsync("Yes?");
    }
}
