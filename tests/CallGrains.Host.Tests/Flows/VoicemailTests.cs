using CallGrains.Samples;
using CallGrains.Testing;
using CallGrains.Testing.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Host.Tests.Flows;

public sealed class VoicemailTests
{
    private const string OnDuty = "+15550199";

    [Fact]
    public async Task A_message_is_written_down_and_texted()
    {
        await using var phone = await StartAsync();
        var caller = await phone.DialsAsync("+15550103");

        await caller.Hears("leave a message");
        await caller.IsRecorded();
        await caller.Says("The roof leaks.");
        await caller.Presses("#");
        await caller.Hears("Thank you");

        Assert.Equal($"{caller.Number} said: The roof leaks.", await phone.Replies(OnDuty, "said"));
        await caller.IsDone();
    }

    [Fact]
    public async Task Hanging_up_after_the_tone_is_a_message_too()
    {
        await using var phone = await StartAsync();
        var caller = await phone.DialsAsync("+15550103");

        await caller.IsRecorded();
        await caller.Says("Never mind.");
        await caller.HangsUp();

        await phone.Replies(OnDuty, "Never mind.");
        await caller.IsDone();
    }

    [Fact]
    public async Task Who_hangs_up_before_the_tone_is_told_of_to_nobody()
    {
        await using var phone = await StartAsync();
        var caller = await phone.DialsAsync("+15550103");

        await caller.Hears("leave a message");
        await caller.HangsUp();
        await caller.IsDone();

        await phone.RepliesNothingFor(OnDuty, TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task Nothing_lost_on_the_way_keeps_the_text_from_going_out_once()
    {
        await using var phone = await StartAsync();
        phone.Loses(EventTypes.Recording);
        phone.Loses(EventTypes.Transcription);
        phone.Fails<SendMessageCommand>(RequestFault.AnswerLost);
        var caller = await phone.DialsAsync("+15550103");

        await caller.IsRecorded();
        await caller.Presses("#");

        await phone.Replies(OnDuty, "Call me back.");
        await phone.RepliesNothingFor(OnDuty, TimeSpan.FromHours(1));
        await caller.IsDone();
    }

    private static Task<FlowTest> StartAsync() => FlowTest.Start<Voicemail>(s => s.AddSingleton<IDirectory, SampleDirectory>());
}
