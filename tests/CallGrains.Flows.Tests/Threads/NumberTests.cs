using CallGrains.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallGrains.Flows.Tests.Threads;

/// <summary>
/// A number has a flow of calls and a flow of texts; senders that are no numbers are told from those that are.
/// </summary>
public class NumberTests
{
    private const string Clinic = "+15550120";

    [Fact]
    public async Task One_number_has_both()
    {
        await using var phone = await FlowTest.Start(s => s.AddFlow<Clinics>(Clinic).AddFlow<Echo>(Clinic));
        var caller = await phone.DialsAsync(Clinic);
        await caller.Hears("Clinic.");
        await phone.Replies(caller.Number, "We have texted you.");
        await phone.TextsAsync(caller.Number, "thanks", Clinic);
        await phone.Replies(caller.Number, "You said: thanks");
    }

    [Fact]
    public async Task A_stop_is_kept_at_a_number_that_has_no_flow_of_texts()
    {
        await using var phone = await FlowTest.Start(s => s.AddFlow<Clinics>(Clinic));
        await phone.TextsAsync(FlowTest.SomeCaller, "STOP", Clinic);
        await phone.Replies(FlowTest.SomeCaller, "unsubscribed");
        var caller = await phone.DialsAsync(Clinic);
        await caller.Hears("Clinic.");
        await phone.RepliesNothingFor(caller.Number, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void A_path_that_names_the_flow_of_calls_leads_texts_to_the_numbers_own()
    {
        var options = new FlowOptions { Numbers = { [Clinic] = "clinics" }, Texts = { [Clinic] = "echo" } };
        options.Types.Add(typeof(Clinics));
        options.Types.Add(typeof(Echo));
        var flows = new FlowRegistry(Options.Create(options));
        Assert.Equal(typeof(Echo), flows.ForThread("clinics", null, Clinic)?.Type);
        Assert.Equal(typeof(Clinics), flows.ForCall("echo", null, Clinic)?.Type);
        Assert.Null(flows.ForThread("clinics", null, "+15550199"));
        Assert.Null(flows.ForThread("unknown", null, Clinic));

        options.Texts[Clinic] = "clinics";
        Assert.Contains("Texts to '+15550120' are bound to flow 'clinics', which is for calls", Assert.Throws<ArgumentException>(() => new FlowRegistry(Options.Create(options))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("68849", "You said: hi", false)]
    [InlineData("SUPPORT", null, true)]
    [InlineData("15557770999", null, true)]
    public async Task Senders_are_answered_where_they_can_be(string sender, string? reply, bool unreachable)
    {
        await using var phone = await FlowTest.Start(s => s.AddFlow<Echo>(Clinic));
        var thread = await phone.TextsAsync(sender, "hi", Clinic);
        if (reply is not null)
        {
            await phone.Replies(sender, reply);
        }

        await phone.PassesAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(unreachable, Echo.Last[thread.ToString()].IsUnreachable);
        Assert.Empty(phone.Failures);
    }

    [Fact]
    public async Task A_short_code_of_our_own_sends()
    {
        await using var phone = await FlowTest.Start(s => s.AddFlow<Echo>("68850"));
        await phone.TextsAsync(FlowTest.SomeCaller, "hi", "68850");
        await phone.Replies(FlowTest.SomeCaller, "You said: hi");
    }

    [Theory]
    [InlineData("anonymous")]
    [InlineData("")]
    [InlineData("sip:ada@example.com")]
    public async Task A_withheld_caller_is_no_failure_and_the_rest_of_the_after_call_work_runs(string from)
    {
        await using var phone = await FlowTest.Start(s => s.AddFlow<Clinics>(Clinic));
        var caller = await phone.DialsAsync(Clinic, from);
        await caller.Hears("Clinic.");
        await caller.IsDone();
        Assert.Contains(caller.Journal.OfType<DecisionEntry>().SelectMany(d => d.Items), i => i is StepDecided { Name: "note" });
        Assert.Empty(phone.Failures);
    }

    [Flow("clinics")]
    private sealed class Clinics : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            call.OnEnded(ended => ended.SendAsync(ended.From, "We have texted you."));
            call.OnEnded(ended => ended.StepAsync("note", () => Task.CompletedTask));
            await call.SpeakAsync("Clinic.");
        }
    }

    [Flow("echo")]
    private sealed class Echo : MessageScript
    {
        public static System.Collections.Concurrent.ConcurrentDictionary<string, SendResult> Last { get; } = new();

        protected override async Task RunAsync(ThreadContext thread)
        {
            var text = await thread.NextAsync();
            Last[thread.Address.ToString()] = await thread.ReplyAsync($"You said: {text?.Text}", patience: TimeSpan.FromMinutes(1));
        }
    }
}
