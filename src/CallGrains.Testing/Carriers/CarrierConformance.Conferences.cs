namespace CallGrains.Testing;

/// <content>
/// Whole conferences, for carriers that sign: they name the grain of each event, which elsewhere its URL does.
/// </content>
public abstract partial class CarrierConformance
{
    private static readonly FlowAddress Room = FlowAddress.Conference(ConformanceGuest.Room);

    private static Func<CarrierRun, Task<string>>[] ConferenceChecks =>
    [
        A_conference_runs_to_its_end_whatever_becomes_of_its_callbacks,
        A_conference_runs_to_its_end_whatever_becomes_of_its_requests,
    ];

    private static bool HasConferences(CarrierRun run) => run.Carrier.Callbacks.IsSigned && run.Carrier.Capabilities.Commands.Contains(typeof(AddMemberCommand));

    private static async Task<string> A_conference_runs_to_its_end_whatever_becomes_of_its_callbacks(CarrierRun run)
    {
        if (!HasConferences(run))
        {
            return "-";
        }

        await ConferenceAsync(run, Delivery.Plain);
        var count = run.Receipts.Count;
        await ConferenceAsync(run, new Delivery { Copies = 2 });
        await ConferenceAsync(run, new Delivery { IsReversed = true });
        for (var i = 1; i < count; i++)
        {
            await ConferenceAsync(run, new Delivery { Loses = i });
        }

        return $"{count} callbacks";
    }

    private static async Task<string> A_conference_runs_to_its_end_whatever_becomes_of_its_requests(CarrierRun run)
    {
        if (!HasConferences(run))
        {
            return "-";
        }

        var (plain, runs) = (await ConferenceAsync(run, Delivery.Plain), 0);
        foreach (var fault in new[] { WireFault.RequestLost, WireFault.AnswerLost, WireFault.TooMany })
        {
            for (var i = 0; i < plain; i++, runs++)
            {
                await ConferenceAsync(run, new Delivery { Fault = fault, FaultAfter = i });
            }
        }

        for (var i = 0; i < plain; i++, runs++)
        {
            await ConferenceAsync(run, new Delivery { HangsUpAfter = i });
        }

        return $"{runs} conferences";
    }

    /// <summary>One call in two conferences of one name; ends when neither grain has anything more to do.</summary>
    /// <returns>How many requests changed something.</returns>
    private static async Task<int> ConferenceAsync(CarrierRun run, Delivery delivery)
    {
        run.Reset();
        run.Receipts.Clear();
        run.Flow = ConformanceGuest.Name;
        var call = run.Bench.Dials();
        var (delivered, hungUp, faulty) = (0, false, delivery.Fault is null);
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

                var callbacks = run.Taken();
                foreach (var callback in delivery.IsReversed ? callbacks.AsEnumerable().Reverse() : callbacks)
                {
                    for (var copy = 0; copy < delivery.Copies && delivered != delivery.Loses; copy++)
                    {
                        _ = run.DeliverAsync(callback);
                    }

                    delivered++;
                }

                return run.HasEnded(call) && (run.HasEnded(Room) || run.Read(Room).Count == 0);
            },
            $"the call and its conference have ended ({delivery})");

        foreach (var address in new[] { FlowAddress.Call(call), Room })
        {
            Require.Equal(null, run.Store.ReadAsync(address).Result?.Summary.Fault, $"fault of {address} ({delivery})");
        }

        Require.That(
            run.Read(Room).OfType<OutcomeEntry>().All(o => o.Outcome.Status is OutcomeStatus.Done or OutcomeStatus.Gone || delivery.HangsUpAfter is not null),
            $"A command of the conference failed ({delivery}).");
        return run.Bench.Effects;
    }
}
