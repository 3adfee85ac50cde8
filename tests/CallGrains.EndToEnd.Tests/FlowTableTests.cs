using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.EndToEnd.Tests;

/// <summary>
/// The same sample flows and the same callers on each carrier, over sockets. What came of each is a cell of the table
/// in the README of the simulated Telnyx.
/// </summary>
public sealed class FlowTableTests(FlowTableTests.Programs programs) : IClassFixture<FlowTableTests.Programs>
{
    private const string Agent = "+15550199";
    private Phone _phone = null!;

    private static readonly string[] Flows = ["front-desk", "front-desk, nobody free", "survey", "voicemail", "reminder", "auto-reply", "conference"];

    /// <summary>The other tests of samples run them at Bandwidth; here it is for the table, in the long run.</summary>
    public static TheoryData<string, string> Cells => [.. from carrier in Campaign.IsFull ? new[] { "bandwidth", "telnyx" } : ["telnyx"] from flow in Flows select (carrier, flow)];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_flow_runs_through_a_whole_call(string carrier, string flow)
    {
        var pair = carrier == "telnyx" ? programs.Telnyx : programs.Bandwidth!;
        _phone = new Phone(pair.Simulator.Url);
        var came = flow switch
        {
            "front-desk" => await FrontDeskAsync(),
            "front-desk, nobody free" => await NobodyFreeAsync(),
            "survey" => await SurveyAsync(),
            "voicemail" => await VoicemailAsync(),
            "reminder" => await ReminderAsync(),
            "auto-reply" => await AutoReplyAsync(),
            _ => await ConferenceAsync(),
        };
        Assert.Equal(Table()[$"{flow} {carrier}"], came);
        var callbacks = await _phone.CallbacksAsync();
        // One that got no answer in time was sent again; none is refused.
        Assert.DoesNotContain(callbacks, callback => (int?)callback["status"] >= 400);
        Assert.Empty(await FaultsAsync(pair.Host));
    }

    private async Task<string> FrontDeskAsync()
    {
        var call = await _phone.DialAsync("+15550141", "+15550100");
        await _phone.HearsAsync(call, "for support press 2");
        await _phone.PressAsync(call, "2");
        await _phone.UntilAsync(call, c => c.ConnectedTo == Agent, "support");
        await _phone.HangUpAsync(call);
        return $"put through to the agent, then {(await _phone.EndsAsync(call)).Cause}";
    }

    /// <summary>Nobody presses anything; a message is left.</summary>
    private async Task<string> NobodyFreeAsync()
    {
        var call = await _phone.DialAsync("+15550142", "+15550100");
        await _phone.HearsAsync(call, "Please leave a message");
        await _phone.UntilAsync(call, c => c.Recordings == 1, "the recording");
        await _phone.PressAsync(call, "#");
        await _phone.HearsAsync(call, "Thank you. Goodbye.");
        return $"a message recorded, then {(await _phone.EndsAsync(call)).Cause}";
    }

    private async Task<string> SurveyAsync()
    {
        var call = await _phone.DialAsync("+15550143", "+15550101");
        foreach (var (question, key) in new[] { ("How was the call?", "5"), ("How was our advice?", "4"), ("Would you recommend us?", "3") })
        {
            await _phone.HearsAsync(call, question);
            await _phone.PressAsync(call, key);
        }

        await _phone.HearsAsync(call, "Thank you for your answers.");
        return $"three answers, then {(await _phone.EndsAsync(call)).Cause}";
    }

    private async Task<string> VoicemailAsync()
    {
        var call = await _phone.DialAsync("+15550144", "+15550103");
        await _phone.HearsAsync(call, "Please leave a message");
        await _phone.UntilAsync(call, c => c.Recordings == 1, "the recording");
        await _phone.SayAsync(call, "Call me.");

        // Keys tell the simulator's time: pound is pressed once the sentence is out.
        await Tick.UntilAsync(
            async () =>
            {
                await _phone.PressAsync(call, "1");
                return IsOut(await _phone.LookAsync(call)) ? "out" : null;
            },
            () => "The sentence never ended.");
        await _phone.PressAsync(call, "#");
        var text = await _phone.GetsTextAsync(Agent, t => t.StartsWith("+15550144", StringComparison.Ordinal), "the message");
        return text.Contains("Call me.", StringComparison.Ordinal) ? "the message texted to the agent" : "the agent texted that somebody called, without the words";
    }

    private async Task<string> ReminderAsync()
    {
        var asked = await _phone.DialAsync("+15550145", "+15550104");
        await _phone.HearsAsync(asked, "We will call you back");
        var reminder = await _phone.IsCalledAsync("+15550145", c => c.Id != asked && c.HasHeard("To confirm press 1"), "the reminder");
        await _phone.PressAsync(reminder.Id, "1");
        await _phone.GetsTextAsync("+15550145", t => t.StartsWith("You have confirmed", StringComparison.Ordinal), "the confirmation");
        return "called back, asked, and texted";
    }

    private async Task<string> AutoReplyAsync()
    {
        foreach (var (text, answer) in new[] { ("book", "Which day?"), ("Friday", "at what time?"), ("At eight", "Your table is booked") })
        {
            await _phone.TextAsync("+15550146", "+15550105", text);
            await _phone.GetsTextAsync("+15550146", t => t.Contains(answer, StringComparison.Ordinal), answer);
        }

        return "a table booked in three texts";
    }

    /// <summary>
    /// A guest waits for the moderator, both hear who came, and the moderator's leaving ends it for both.
    /// </summary>
    private async Task<string> ConferenceAsync()
    {
        var guest = await _phone.DialAsync("+15550147", "+15550102");
        await _phone.HearsAsync(guest, "Please enter your PIN");
        await _phone.PressAsync(guest, "1234#");
        await _phone.HearsAsync(guest, "as soon as the moderator is there");
        var moderator = await _phone.DialAsync("+15550148", "+15550102");
        await _phone.HearsAsync(moderator, "Please enter your PIN");
        await _phone.PressAsync(moderator, "9999#");
        await _phone.HearsAsync(moderator, "There are 2 of you now.");
        await _phone.HearsAsync(guest, "There are 2 of you now.");
        await _phone.HangUpAsync(moderator);
        return $"moderator and guest in one room, then {(await _phone.EndsAsync(guest)).Cause} for both";
    }

    private static bool IsOut(SimCall call) => At(call.Json["pressed"]!.AsArray()[^1]!["at"]) > At(call.Json["said"]!.AsArray()[0]!["until"]);

    private static DateTimeOffset At(JsonNode? time) => DateTimeOffset.Parse((string)time!, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What went wrong in a flow, as the control API tells it.</summary>
    private static async Task<IEnumerable<string>> FaultsAsync(Program host)
    {
        using var http = new HttpClient { BaseAddress = host.Url };
        var calls = (await http.GetFromJsonAsync<JsonObject>("/api/calls?fault=true"))!["items"]!.AsArray();
        return calls.Select(call => call!.ToJsonString());
    }

    private static Dictionary<string, string> Table()
    {
        var rows = File.ReadLines(Path.Combine(Program.Root, "src", "CallGrains.Simulator", "Telnyx", "README.md")).SkipWhile(line => line != "| flow | bandwidth | telnyx |").Skip(2)
            .TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|', ' ').Split(" | "));
        return rows.SelectMany(row => new[] { ($"{row[0]} bandwidth", row[1]), ($"{row[0]} telnyx", row[2]) }).ToDictionary(cell => cell.Item1, cell => cell.Item2);
    }

    /// <summary>A simulator and a host for each carrier.</summary>
    public sealed class Programs : IAsyncLifetime
    {
        private const double Speed = 4;

        internal ProgramPair? Bandwidth { get; private set; }

        internal ProgramPair Telnyx { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Bandwidth = Campaign.IsFull ? await ProgramPair.StartAsync(Speed, "--in-process") : null;
            Telnyx = await ProgramPair.StartTelnyxAsync(Speed, "--in-process");
        }

        public async ValueTask DisposeAsync()
        {
            await Telnyx.DisposeAsync();
            if (Bandwidth is not null)
            {
                await Bandwidth.DisposeAsync();
            }
        }
    }
}
