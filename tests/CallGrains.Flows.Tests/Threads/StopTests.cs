namespace CallGrains.Flows.Tests.Threads;

/// <summary>A stop word, however it is written, ends what is going on.</summary>
public class StopTests
{
    private static readonly KeywordOptions Words = new();

    [Theory]
    [InlineData("STOP")]
    [InlineData("Stop.")]
    [InlineData("STOP!")]
    [InlineData("\"STOP\"")]
    [InlineData("“Stop.”")]
    [InlineData("«stop»")]
    [InlineData("S\u200BTOP\u200B")]
    [InlineData("ＳＴＯＰ")]
    [InlineData("ｓｔｏｐ！")]
    [InlineData("  stop\u00A0all \r\n")]
    [InlineData("un-subscribe")]
    [InlineData("Opt out")]
    [InlineData("opt–out.")]
    [InlineData("Revoke")]
    [InlineData("STOP 🛑")]
    [InlineData("🙏 stop ☝️")]
    [InlineData("(stop)")]
    public void Stop_is_understood_as_people_write_it(string text) => Assert.Equal(KeywordKind.Stop, Words.Find(text)?.Kind);

    [Theory]
    [InlineData("START.", KeywordKind.Start)]
    [InlineData("‘Unstop’", KeywordKind.Start)]
    [InlineData("HELP?", KeywordKind.Help)]
    [InlineData("ｉｎｆｏ", KeywordKind.Help)]
    public void So_are_start_and_help(string text, KeywordKind kind) => Assert.Equal(kind, Words.Find(text)?.Kind);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("...")]
    [InlineData("\uD83D")]
    [InlineData("STOP 12345")]
    [InlineData("Please stop calling me.")]
    [InlineData("No. Stop.")]
    [InlineData("stopp")]
    [InlineData("The end of the month suits me.")]
    public void Other_texts_stay_ordinary(string? text) => Assert.Null(Words.Find(text));

    [Fact]
    public void A_running_conversation_ends_and_the_next_text_begins_anew() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Login));
        await TextAsync(w, "login", "Your code?");
        await TextAsync(w, "“Stop.”", Words.StopReply);
        await w.CrashAsync();
        await TextAsync(w, "START", Words.StartReply);
        var thread = await TextAsync(w, "LOGIN", "Your code?");
        await TextAsync(w, "1234", "Welcome.");

        Assert.Null(w.Summary(thread).Fault);
        Assert.DoesNotContain(w.Carrier.Effects, e => e.EndsWith("Wrong.", StringComparison.Ordinal) || e.EndsWith("Too late.", StringComparison.Ordinal));
        Replay.Of(w, thread);
    });

    [Fact]
    public void Handlers_are_told() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Game));
        await TextAsync(w, "play", "1", "game");
        await TextAsync(w, "STOP", Words.StopReply, "game");
        await TextAsync(w, "START", Words.StartReply, "game");
        await TextAsync(w, "play", "1", "game");
    });

    private static async Task<FlowAddress> TextAsync(World w, string text, string reply, string flow = "login")
    {
        var before = w.Carrier.Effects.Count;
        var thread = w.Carrier.Desk.Texts(text, flow);
        await w.Until(() => w.Carrier.Effects.Skip(before).Contains($"text +15550001 {reply}"), $"'{text}' is answered '{reply}'");
        await w.Settles();
        return thread;
    }

    [Flow("login")]
    private sealed class Login : MessageScript
    {
        protected override async Task RunAsync(ThreadContext thread)
        {
            await thread.NextAsync();
            await thread.ReplyAsync("Your code?");
            try
            {
                var code = await thread.NextAsync(Timeout.InfiniteTimeSpan);
                await thread.ReplyAsync(code!.Text == "1234" ? "Welcome." : "Wrong.");
            }
            catch (TextsStoppedException)
            {
                await thread.DelayAsync(TimeSpan.FromMinutes(1));
                await thread.ReplyAsync("Too late.");
            }
        }
    }

    [Flow("game")]
    private sealed class Game : MessageFlow<Rounds>
    {
        public override void OnMessage(MessageEvent e) => Thread.Reply($"{++State.Played}");

        public override void OnStop() => State.Played = 0;
    }

    private sealed class Rounds
    {
        public int Played { get; set; }
    }
}
