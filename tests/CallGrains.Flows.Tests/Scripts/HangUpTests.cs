namespace CallGrains.Flows.Tests.Scripts;

/// <summary>The caller may hang up at any time: each wait ends, the script ends, and nothing more is sent.</summary>
public class HangUpTests
{
    private static readonly Dictionary<string, Func<CallContext, Task<string>>> Waits = new()
    {
        ["speak"] = async call => await Ends(call.SpeakAsync("A long story.")),
        ["play"] = async call => await Ends(call.PlayAsync(new Uri("https://example.com/a.wav"))),
        ["gather"] = async call => $"{await call.GatherAsync(interDigitTimeout: TimeSpan.FromSeconds(30))}",
        ["record"] = async call => $"{(await call.RecordAsync()).HungUp}",
        ["transfer"] = async call => await Ends(call.TransferAsync("+15550199")),
        ["delay"] = async call => await Ends(call.DelayAsync(TimeSpan.FromMinutes(1))),
        ["signal"] = async call => await Ends(call.WaitForSignalAsync<string>("never", TimeSpan.FromMinutes(1))),
        ["signal for ever"] = async call => await Ends(call.WaitForSignalAsync<string>("never")),
        ["signal, told apart"] = async call => await Ends(call.ReceiveSignalAsync<int>("never", Timeout.InfiniteTimeSpan)),
        ["end"] = async call => await call.EndedAsync(),
        ["step"] = async call =>
        {
            await call.StepAsync("work", () => Task.CompletedTask);
            return await Ends(call.SpeakAsync("Too late?"));
        },
        ["all"] = async call => await Ends(Task.WhenAll(call.SpeakAsync("A long story."), call.DelayAsync(TimeSpan.FromSeconds(1)))),
        ["any"] = async call =>
        {
            var speech = call.SpeakAsync("A long story.");
            await Task.WhenAny(speech, call.DelayAsync(TimeSpan.FromMinutes(1)));
            return await Ends(speech);
        },
    };

    private static readonly Dictionary<string, string> Results = new()
    {
        ["speak"] = HangupCause.NormalClearing,
        ["play"] = HangupCause.NormalClearing,
        ["gather"] = "GatherResult { Digits = , Reason = hung-up, TimedOut = False, HungUp = True }",
        ["record"] = "True",
        ["transfer"] = HangupCause.NormalClearing,
        ["delay"] = HangupCause.NormalClearing,
        ["signal"] = HangupCause.NormalClearing,
        ["signal for ever"] = HangupCause.NormalClearing,
        ["signal, told apart"] = HangupCause.NormalClearing,
        ["end"] = HangupCause.NormalClearing,
        ["step"] = HangupCause.NormalClearing,
        ["all"] = HangupCause.NormalClearing,
        ["any"] = HangupCause.NormalClearing,
    };

    public static TheoryData<string> Names => [.. Waits.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_wait_ends_with_the_call(string wait) => World.Run(async w =>
    {
        string? result = null;
        w.Carrier.Drops = e => (string?)e["status"] == "done";
        w.Script = async call =>
        {
            await call.AnswerAsync();
            result = await Waits[wait](call);
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => w.Carrier.Got<AnswerCommand>(), "the answer");
        await w.Settles();
        call.HangUp();
        await w.Ended(call);
        await w.Passes(TimeSpan.FromHours(1));

        Assert.Equal(Results[wait], result);
        Assert.Null(w.Summary(call.Address).Fault);
        Assert.DoesNotContain(w.Carrier.Requests, r => r.Command is HangupCommand);
        Assert.True(w.Carrier.Requests.Count <= 2, $"stray: {string.Join(", ", w.Carrier.Requests.Select(r => r.Command))}");
    });

    [Fact]
    public void A_caller_who_gives_up_before_the_answer_ends_the_script() => World.Run(async w =>
    {
        CallEndedException? ended = null;
        w.Script = async call =>
        {
            await Assert.ThrowsAsync<CallEndedException>(() => call.DelayAsync(TimeSpan.FromSeconds(5)));
            ended = await Assert.ThrowsAsync<CallEndedException>(call.AnswerAsync);
            await Assert.ThrowsAsync<CallEndedException>(() => call.SpeakAsync("Hello?"));
            await call.HangUpAsync();
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Settles();
        call.End(HangupCause.OriginatorCancel);
        await w.Ended(call);

        Assert.Equal(HangupCause.OriginatorCancel, ended!.Cause);
        Assert.Equal(HangupCause.OriginatorCancel, w.Summary(call.Address).Cause);
        Assert.Empty(w.Carrier.Requests);
    });

    [Fact]
    public void A_command_that_comes_too_late_ends_the_script_without_another() => World.Run(async w =>
    {
        w.Carrier.Drops = e => (string?)e["eventType"] == "hangup";
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.DelayAsync(TimeSpan.FromSeconds(1));
            await call.SpeakAsync("Hello?");
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => call.State == "active", "the answer");
        call.HangUp();
        await w.Ended(call);

        Assert.Equal(["AnswerCommand", "SpeakCommand"], w.Carrier.Requests.Select(r => r.Command.GetType().Name));
        Assert.Equal(HangupCause.NormalClearing, w.Summary(call.Address).Cause);
    });

    [Fact]
    public void After_call_work_runs_once_the_call_is_over_in_order() => World.Run(async w =>
    {
        var done = new List<string>();
        w.Script = async call =>
        {
            call.OnEnded(async c =>
            {
                await c.StepAsync("file it", () =>
                {
                    done.Add($"filed {c.EndCause}");
                    return Task.CompletedTask;
                });
            });
            call.OnEnded(async c =>
            {
                await c.DelayAsync(TimeSpan.FromHours(2));
                done.Add("reminded");
            });
            await call.AnswerAsync();
            await call.SpeakAsync("Hello.");
            if (!call.IsReplaying)
            {
                done.Add("said");
            }
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => call.IsOver, "the call is over");
        await w.Settles();
        Assert.Equal(GrainState.Ending, w.Summary(call.Address).State);
        await w.CrashAsync();
        await w.Ended(call);

        Assert.Equal(["said", "filed NORMAL_CLEARING", "reminded"], done);
        Assert.Equal(["answer", "speak Hello.", "hangup"], w.Carrier.Effects);
    });

    private static async Task<string> Ends(Task task)
    {
        var ended = await Assert.ThrowsAsync<CallEndedException>(() => task);
        return ended.Cause;
    }
}
