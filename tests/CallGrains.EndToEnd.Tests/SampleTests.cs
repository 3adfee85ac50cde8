using System.Net.Http.Json;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.EndToEnd.Tests;

/// <summary>The sample flows that text and call back, over real sockets.</summary>
public sealed class SampleTests(SampleTests.Programs programs) : IClassFixture<SampleTests.Programs>
{
    private readonly Program _host = programs.Pair.Host;
    private readonly Phone _phone = new(programs.Pair.Simulator.Url);

    [Fact]
    public async Task A_message_left_on_the_voicemail_is_texted_to_the_agent()
    {
        var id = await _phone.DialAsync("+15550123", "+15550103");
        await _phone.HearsAsync(id, "Please leave a message");
        await _phone.UntilAsync(id, c => c.Recordings == 1, "the recording");
        await _phone.SayAsync(id, "Please call me back.");

        // Keys tell the simulator's time: pound is pressed once the sentence is out.
        await Tick.UntilAsync(
            async () =>
            {
                await _phone.PressAsync(id, "1");
                return IsOut(await _phone.LookAsync(id)) ? "out" : null;
            },
            () => "The sentence never ended.");
        await _phone.PressAsync(id, "#");
        await _phone.GetsTextAsync("+15550199", t => t.StartsWith("+15550123 said: Please call me back", StringComparison.Ordinal), "the transcription");
    }

    [Fact]
    public async Task A_room_opens_with_its_moderator_says_who_comes_and_goes_and_closes_with_its_moderator()
    {
        var ann = await _phone.DialAsync("+15550131", "+15550102");
        await EnterAsync(ann, "1111#", "We do not know that PIN");
        await EnterAsync(ann, "1234#", "as soon as the moderator is there");
        var bob = await _phone.DialAsync("+15550132", "+15550102");
        await EnterAsync(bob, "1234#", "as soon as the moderator is there");
        var host = await _phone.DialAsync("+15550139", "+15550102");
        await EnterAsync(host, "9999#", "You are the moderator");

        var rooms = await Task.WhenAll(new[] { ann, bob, host }.Select(c => _phone.UntilAsync(c, s => s.ConferenceId is not null, "the room")));
        Assert.Single(rooms.Select(c => c.ConferenceId).Distinct());
        await _phone.HearsAsync(host, "The caller from 0 1 3 1 has joined");
        await _phone.HearsAsync(host, "The caller from 0 1 3 2 has joined");

        await _phone.PressAsync(ann, "#");
        await _phone.HearsAsync(ann, "You have left the room");
        await _phone.HearsAsync(bob, "The caller from 0 1 3 1 has left. There are 2 of you now.");
        await _phone.HangUpAsync(host);
        Assert.Equal("NORMAL_CLEARING", (await _phone.EndsAsync(bob)).Cause);
    }

    private async Task EnterAsync(string call, string pin, string answer)
    {
        await _phone.HearsAsync(call, "Please enter your PIN");
        await _phone.PressAsync(call, pin);
        await _phone.HearsAsync(call, answer);
    }

    private static bool IsOut(SimCall call) => At(call.Json["pressed"]!.AsArray()[^1]!["at"]) > At(call.Json["said"]!.AsArray()[0]!["until"]);

    private static DateTimeOffset At(System.Text.Json.Nodes.JsonNode? time) => DateTimeOffset.Parse((string)time!, System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("+15550124", "1", "confirmed")]
    [InlineData("+15550126", "2", "cancelled")]
    public async Task A_reminder_is_asked_for_and_answered(string number, string key, string answer)
    {
        var asked = await _phone.DialAsync(number, "+15550104");
        await _phone.HearsAsync(asked, "We will call you back");
        var reminder = await _phone.IsCalledAsync(number, c => c.Id != asked && c.HasHeard("To confirm press 1"), "the reminder");
        await _phone.PressAsync(reminder.Id, key);

        await _phone.GetsTextAsync(number, t => t.StartsWith($"You have {answer}", StringComparison.Ordinal), answer);
    }

    [Fact]
    public async Task A_reminder_that_is_not_answered_is_tried_three_times()
    {
        using var http = new HttpClient { BaseAddress = _host.Url };
        var args = new { what = "the dentist", retryMinutes = 0 };
        using var answer = await http.PostAsJsonAsync("/api/calls", new { flow = "reminder", from = "+15550104", to = "+15550190", args });
        answer.EnsureSuccessStatusCode();

        await Tick.UntilAsync(async () => await _phone.CallsOfAsync("+15550190") == 3 ? "three" : null, () => "It was not called three times.");
    }

    [Fact]
    public async Task A_table_is_booked_in_two_steps_and_stop_is_kept()
    {
        await TextAsync("Hello?", "Reply BOOK to book a table.");
        await TextAsync("book", "Which day?");
        await TextAsync("Friday", "Friday, at what time?");
        await TextAsync("At eight", "Your table is booked: Friday, At eight.");
        await TextAsync("HELP", "This number answers automatically.");
        await TextAsync("STOP", "You are unsubscribed");
        await _phone.TextAsync("+15550125", "+15550105", "Hello?");
        await TextAsync("START", "You will get texts again.");

        Assert.Equal(7, (await _phone.TextsAsync("+15550125")).Count);
    }

    private async Task TextAsync(string text, string answer)
    {
        await _phone.TextAsync("+15550125", "+15550105", text);
        await _phone.GetsTextAsync("+15550125", t => t.Contains(answer, StringComparison.Ordinal), answer);
    }

    /// <summary>One simulator and one host for all samples: each test has phones of its own.</summary>
    public sealed class Programs : IAsyncLifetime
    {
        internal ProgramPair Pair { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Pair = await ProgramPair.StartAsync(speed: 3);

        public ValueTask DisposeAsync() => Pair.DisposeAsync();
    }
}
