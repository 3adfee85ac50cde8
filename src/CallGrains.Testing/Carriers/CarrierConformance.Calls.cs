namespace CallGrains.Testing;

/// <content>Whole calls, with the kernel, whatever becomes of callbacks and requests.</content>
public abstract partial class CarrierConformance
{
    private static Func<CarrierRun, Task<string>>[] CallChecks =>
    [
        A_call_runs_to_its_end,
        A_hangup_at_each_step_ends_the_call,
        Callbacks_that_come_twice_are_dropped,
        Callbacks_that_come_in_another_order_end_the_call_all_the_same,
        A_lost_callback_is_supplied_and_the_journal_is_read_back,
        Lost_requests_and_answers_change_nothing,
    ];

    private static async Task<string> A_call_runs_to_its_end(CarrierRun run)
    {
        var (effects, entries) = await CallAsync(run, Delivery.Plain);
        Require.That(entries.OfType<OutcomeEntry>().All(o => o.Outcome.IsDone), "A command failed.");
        return $"{effects} effects";
    }

    private static async Task<string> A_hangup_at_each_step_ends_the_call(CarrierRun run)
    {
        var (most, _) = await CallAsync(run, Delivery.Plain);
        for (var i = 0; i < most; i++)
        {
            run.Reset();
            await CallAsync(run, new Delivery { HangsUpAfter = i });
        }

        return $"{most} steps";
    }

    private static async Task<string> Callbacks_that_come_twice_are_dropped(CarrierRun run)
    {
        var (plain, _) = await CallAsync(run, Delivery.Plain);
        run.Reset();
        var (effects, _) = await CallAsync(run, new Delivery { Copies = 2 });

        Require.Equal(plain, effects, "effects");
        var doubles = run.Receipts.Count(r => r.Disposition == Disposition.Duplicate);
        Require.That(doubles > 3, $"Only {doubles} of {run.Receipts.Count} callbacks were known again.");
        return $"{doubles} doubles";
    }

    private static async Task<string> Callbacks_that_come_in_another_order_end_the_call_all_the_same(CarrierRun run)
    {
        await CallAsync(run, new Delivery { IsReversed = true });
        return "done";
    }

    private static async Task<string> A_lost_callback_is_supplied_and_the_journal_is_read_back(CarrierRun run)
    {
        await CallAsync(run, Delivery.Plain);
        var (count, supplied) = (run.Receipts.Count, 0);
        for (var i = 1; i < count; i++)
        {
            run.Reset();
            run.Receipts.Clear();
            var (_, entries) = await CallAsync(run, new Delivery { Loses = i });
            supplied += entries.OfType<EventEntry>().Count(e => e is { Observed: true, Form: CallbackForm.Neutral });
        }

        Require.That(supplied > 0, "Callbacks were lost, and the probe supplied none.");
        return $"{supplied} supplied";
    }

    private static async Task<string> Lost_requests_and_answers_change_nothing(CarrierRun run)
    {
        var (plain, _) = await CallAsync(run, Delivery.Plain);
        var runs = 0;
        foreach (var fault in new[] { WireFault.RequestLost, WireFault.AnswerLost, WireFault.TooMany })
        {
            for (var i = 0; i < plain; i++)
            {
                run.Reset();
                var (effects, _) = await CallAsync(run, new Delivery { Fault = fault, FaultAfter = i });
                Require.Equal(plain, effects, $"effects with {fault} after {i} of them");
                runs++;
            }
        }

        return $"{runs} calls";
    }

    /// <summary>
    /// One call of <see cref="ConformanceCall"/>, whose caller presses a key when asked; ends when its grain has
    /// nothing more to do.
    /// </summary>
    private static async Task<(int Effects, List<JournalEntry> Entries)> CallAsync(CarrierRun run, Delivery delivery)
    {
        var call = run.Bench.Dials();
        var (delivered, pressed, hungUp, faulty) = (0, false, false, delivery.Fault is null);
        await run.Until(
            () =>
            {
                if (!faulty && run.Bench.Effects == delivery.FaultAfter)
                {
                    faulty = true;
                    run.Bench.Next(delivery.Fault!.Value);
                }

                if (!hungUp && run.Bench.Effects == delivery.HangsUpAfter)
                {
                    hungUp = true;
                    run.Bench.HangUp(call);
                }

                if (!pressed && !hungUp && run.Read(call).OfType<OutcomeEntry>().Count() >= 3)
                {
                    pressed = true;
                    run.Bench.Press(call, "5");
                }

                var callbacks = run.Taken();
                foreach (var callback in delivery.IsReversed ? callbacks.AsEnumerable().Reverse() : callbacks)
                {
                    for (var copy = 0; copy < delivery.Copies && delivered != delivery.Loses; copy++)
                    {
                        _ = run.DeliverAsync(callback);
                    }

                    delivered++;
                }

                return run.HasEnded(call);
            },
            $"the call has ended ({delivery})");

        // Read as a process reads it that has never seen the call.
        var entries = run.Read(call);
        Require.Equal(null, run.Store.ReadAsync(FlowAddress.Call(call)).Result!.Summary.Fault, "fault of the flow");
        return (run.Bench.Effects, entries);
    }

    /// <summary>What becomes of the callbacks and requests of a call.</summary>
    private sealed record Delivery
    {
        public static Delivery Plain { get; } = new();

        public int Copies { get; init; } = 1;

        public int? Loses { get; init; }

        public bool IsReversed { get; init; }

        public int? HangsUpAfter { get; init; }

        public WireFault? Fault { get; init; }

        public int FaultAfter { get; init; }
    }
}
