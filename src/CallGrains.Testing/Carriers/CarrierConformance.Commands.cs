namespace CallGrains.Testing;

/// <content>Each command, and each way for it to go wrong.</content>
public abstract partial class CarrierConformance
{
    private static Func<CarrierRun, Task<string>>[] CommandChecks =>
    [
        Each_command_states_its_policy,
        Each_command_takes_effect_once,
        A_lost_request_is_in_doubt_and_is_found_to_have_had_no_effect,
        A_lost_answer_is_in_doubt_and_its_effect_is_found,
        Too_many_requests_have_no_effect_and_may_be_sent_again,
        A_refusal_is_final,
        A_command_for_a_call_that_is_over_is_gone,
    ];

    private static Task<string> Each_command_states_its_policy(CarrierRun run)
    {
        var has = run.Carrier.Capabilities.Commands;
        foreach (var sample in ConformanceCommands.All)
        {
            if (has.Contains(sample.Command.GetType()))
            {
                run.Carrier.Commands.PolicyOf(sample.Command);
                continue;
            }

            try
            {
                run.Carrier.Commands.PolicyOf(sample.Command);
                throw new ConformanceException($"{sample.Command.GetType().Name} has a policy, but is none of the carrier's Capabilities.");
            }
            catch (ArgumentException)
            {
                // As it is to be.
            }
        }

        return Task.FromResult($"{ConformanceCommands.Of(run.Carrier).Count()} commands");
    }

    private static Task<string> Each_command_takes_effect_once(CarrierRun run) => EachAsync(run, async command =>
    {
        var before = run.Bench.Effects;
        await command.SendAsync();
        Require.Equal(before + 1, run.Bench.Effects, $"effects of {command}");
    });

    private static Task<string> A_lost_request_is_in_doubt_and_is_found_to_have_had_no_effect(CarrierRun run) => EachAsync(run, async command =>
    {
        var before = run.Bench.Effects;
        await FailAsync(run, command, WireFault.RequestLost, RequestEffect.InDoubt);
        Require.Equal(before, run.Bench.Effects, $"effects of {command}");
        if (command.Policy == DeliveryPolicy.Observable)
        {
            var observed = await command.ObserveAsync();
            Require.That(observed.Effect is ObservedEffect.DidNot or ObservedEffect.Unknown, $"{command} never arrived, but is found to be {observed}.");
        }
    });

    private static Task<string> A_lost_answer_is_in_doubt_and_its_effect_is_found(CarrierRun run) => EachAsync(run, async command =>
    {
        var before = run.Bench.Effects;
        await FailAsync(run, command, WireFault.AnswerLost, RequestEffect.InDoubt);
        Require.Equal(before + 1, run.Bench.Effects, $"effects of {command}");
        if (command.Policy == DeliveryPolicy.Observable)
        {
            var observed = await command.ObserveAsync();
            Require.That(observed.Effect is ObservedEffect.Happened or ObservedEffect.Unknown, $"{command} took effect, but is found to be {observed}.");
        }
        else if (command.Policy is DeliveryPolicy.Repeatable or DeliveryPolicy.Deduplicated)
        {
            await command.SendAsync();
            Require.That(command.Policy == DeliveryPolicy.Repeatable || run.Bench.Effects == before + 1, $"{command} is not dropped when it comes again.");
        }
    });

    private static Task<string> Too_many_requests_have_no_effect_and_may_be_sent_again(CarrierRun run) => EachAsync(run, async command =>
    {
        var before = run.Bench.Effects;
        await FailAsync(run, command, WireFault.TooMany, RequestEffect.None);
        Require.Equal(before, run.Bench.Effects, $"effects of {command}");
        await command.SendAsync();
        Require.Equal(before + 1, run.Bench.Effects, $"effects of {command}, sent again");
    });

    private static Task<string> A_refusal_is_final(CarrierRun run) => EachAsync(run, command => FailAsync(run, command, WireFault.Refused, RequestEffect.Refused));

    private static Task<string> A_command_for_a_call_that_is_over_is_gone(CarrierRun run) => EachAsync(run, async command =>
    {
        // A bridge outlives one of its calls.
        if (command.Request is not { Command: { NeedsLiveCall: true, Seat: null } and not (ConferenceCommand or UnbridgeCommand), CallId: { } call })
        {
            return;
        }

        run.Bench.HangUp(call);
        var before = run.Bench.Effects;
        if (command.Request.Command is HangupCommand or RejectCommand or StopGatherCommand)
        {
            await ToleratesAsync(command);
        }
        else
        {
            var e = await Require.ThrowsAsync<CarrierException>(command.SendAsync, $"{command} for a call that is over");
            Require.Equal(RequestEffect.Gone, e.Effect, $"how far {command} got");
        }

        Require.Equal(before, run.Bench.Effects, $"effects of {command}");
    });

    /// <summary>What it wishes is so already.</summary>
    private static async Task ToleratesAsync(ConformanceCommand command)
    {
        try
        {
            await command.SendAsync();
        }
        catch (CarrierException e) when (e.Effect == RequestEffect.Gone)
        {
            // That says the same.
        }
    }

    private static async Task FailAsync(CarrierRun run, ConformanceCommand command, WireFault fault, RequestEffect effect)
    {
        run.Bench.Next(fault);
        var e = await Require.ThrowsAsync<CarrierException>(command.SendAsync, $"{command} with {fault}");
        Require.Equal(effect, e.Effect, $"how far {command} got with {fault} ({e.Message})");
    }

    private static async Task<string> EachAsync(CarrierRun run, Func<ConformanceCommand, Task> check)
    {
        var count = 0;
        foreach (var sample in ConformanceCommands.Of(run.Carrier).ToList())
        {
            run.Reset();
            await check(await ConformanceCommand.PrepareAsync(run, sample));
            count++;
        }

        return $"{count} commands";
    }
}
