using System.Text;

namespace CallGrains.Testing;

/// <content>What the carrier reports.</content>
public abstract partial class CarrierConformance
{
    private static Func<CarrierRun, Task<string>>[] CallbackChecks =>
    [
        An_event_names_its_operation_and_gives_the_authors_tag_back,
        A_repeated_callback_has_the_same_key_and_another_one_has_not,
        A_wrong_signature_is_refused,
        A_stale_signature_is_refused,
        What_is_no_event_is_refused_and_nothing_else_is_thrown,
    ];

    private static async Task<string> An_event_names_its_operation_and_gives_the_authors_tag_back(CarrierRun run)
    {
        var grain = FlowAddress.Call("o-conformance");
        var call = run.Bench.Dials();
        await Send(new AnswerCommand(), 1);
        run.Taken();
        await Send(new SpeakCommand("Hello."), 7);
        await Send(new GatherCommand { MaxDigits = 1 }, -8);
        run.Bench.Press(call, "5");
        await run.Settles();

        var events = run.Taken().Select(c => run.Carrier.Callbacks.Read(c)).ToList();
        var gathered = events.Select(e => e.Event).OfType<GatherEvent>().ToList();
        Require.Equal(1, gathered.Count, "events of the gather");
        Require.Equal("5", gathered[0].Digits, "digits");
        Require.Equal(-8, gathered[0].OperationId, "operation of the gather");
        foreach (var audio in events.Select(e => e.Event).OfType<CallAudioEvent>())
        {
            Require.Equal(7, audio.OperationId, "operation of the audio");
            Require.Equal("mine", audio.Tag, "tag");
        }

        return $"{events.Count} events";

        Task Send(Command command, int number) =>
            run.Carrier.Commands.SendAsync(new CommandRequest(command, new OperationKey(grain, number)) { CallId = call, Tag = "mine" }, CancellationToken.None);
    }

    private static async Task<string> A_repeated_callback_has_the_same_key_and_another_one_has_not(CarrierRun run)
    {
        var callbacks = await WholeCallAsync(run);
        var keys = callbacks.Select(c => run.Carrier.Callbacks.Read(c).DedupeKey).ToList();

        Require.SameOrder(keys, callbacks.Select(c => run.Carrier.Callbacks.Read(new CallbackRequest(c.Form, c.Raw)).DedupeKey), "keys, read again from what the journal keeps");
        Require.Equal(keys.Count, keys.Distinct().Count(), $"different keys among {string.Join(", ", keys)}");
        return $"{keys.Count} keys";
    }

    private static async Task<string> A_wrong_signature_is_refused(CarrierRun run) => Refused(run, await WholeCallAsync(run), run.Bench.Forged);

    private static async Task<string> A_stale_signature_is_refused(CarrierRun run) => Refused(run, await WholeCallAsync(run), run.Bench.Stale);

    private static Task<string> What_is_no_event_is_refused_and_nothing_else_is_thrown(CarrierRun run)
    {
        string[] texts = ["", " ", "{", "[]", "null", "0", "{}", "[1]", "\"a\"", "{\"eventType\":1}", "a=b&c", "%", "<x/>", "\0", "[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]"];
        foreach (var form in new[] { CallbackForm.Json, CallbackForm.Query, CallbackForm.Form })
        {
            foreach (var text in texts)
            {
                try
                {
                    run.Carrier.Callbacks.Read(new CallbackRequest(form, Encoding.UTF8.GetBytes(text)));
                }
                catch (EventFormatException)
                {
                    // As it is to be.
                }
                catch (Exception e)
                {
                    throw new ConformanceException($"Reading '{text}' as {form} throws {e.GetType().Name}; throw an EventFormatException.");
                }
            }
        }

        return Task.FromResult($"{texts.Length} texts");
    }

    private static string Refused(CarrierRun run, List<CallbackRequest> callbacks, Func<CallbackRequest, CallbackRequest?> change)
    {
        foreach (var callback in callbacks)
        {
            Require.Equal(null, run.Carrier.Callbacks.Verify(callback), "a genuine callback");
            if (change(callback) is not { } wrong)
            {
                return "-";
            }

            Require.That(run.Carrier.Callbacks.Verify(wrong) is { Length: > 0 }, "It is taken for the carrier's own.");
        }

        return $"{callbacks.Count} callbacks";
    }

    /// <summary>All callbacks of a call that is answered, hears a sentence, presses a key and hangs up.</summary>
    private static async Task<List<CallbackRequest>> WholeCallAsync(CarrierRun run)
    {
        var grain = FlowAddress.Call("o-conformance");
        var call = run.Bench.Dials();
        Command[] commands = [new AnswerCommand(), new SpeakCommand("Hello."), new GatherCommand { MaxDigits = 1 }];
        for (var i = 0; i < commands.Length; i++)
        {
            await run.Carrier.Commands.SendAsync(new CommandRequest(commands[i], new OperationKey(grain, i + 1)) { CallId = call }, CancellationToken.None);
        }

        run.Bench.Press(call, "5");
        run.Bench.HangUp(call);
        await run.Settles();
        return run.Taken();
    }
}
