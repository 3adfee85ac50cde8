using System.Collections.Concurrent;
using CallGrains.Flows.Tests.Support;
using CallGrains.Testing;
using CallGrains.Testing.Fuzzing;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Fuzzing;

/// <summary>The fuzzer as flow authors use it.</summary>
public sealed class FlowFuzzTests
{
    [Fact]
    public void The_menu_as_a_script_keeps_all_promises() => FlowFuzz.Run<MenuScript>(seeds: 250);

    [Fact]
    public void The_menu_as_handlers_keeps_all_promises() => FlowFuzz.Run<MenuHandlers>(seeds: 250);

    [Fact]
    public void The_same_seed_does_the_same_each_time()
    {
        foreach (var target in KernelFlows.All)
        {
            for (var seed = 1UL; seed <= 20; seed++)
            {
                var (one, other) = (FuzzRun.Of(target, seed), FuzzRun.Of(target, seed, explains: true));
                Assert.True(one.Choices.SequenceEqual(other.Choices) && (one.Fingerprint, one.Events, one.Crashes) == (other.Fingerprint, other.Events, other.Crashes), $"{target.Title}, seed {seed}");
            }
        }
    }

    [Fact]
    public void A_flow_that_breaks_a_promise_is_found_and_the_message_tells_how()
    {
        var memory = new Memory();
        var failure = Assert.Throws<FlowFuzzException>(() => FlowFuzz.Run<Forgetful>(seeds: 300, services => services.AddSingleton(memory), firstSeed: 7));

        Assert.Contains("forgetful, seed ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("promise 4: the flow cannot go on", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Repeat it: FlowFuzz.Run<Forgetful>(seeds: 1, firstSeed: ", failure.Message, StringComparison.Ordinal);
        Assert.InRange(failure.Message.Split('\n').Length, 5, 125);
    }

    [Fact]
    public void A_broken_run_is_shrunk_to_what_breaks_it()
    {
        var target = FuzzTarget.Of(typeof(Forgetful)) with { Services = services => services.AddSingleton(new Memory()) };
        var campaign = new FuzzCampaign([target], 1, 300);
        campaign.Run(1, CancellationToken.None);
        var broken = Assert.IsType<FuzzResult>(campaign.Broken);
        var small = Shrinker.Shrink(broken);

        Assert.NotNull(small.Violation);
        Assert.True(small.Choices.Count < broken.Choices.Count || broken.Choices.Count <= 2, $"{broken.Choices.Count} choices became {small.Choices.Count}");
        Assert.NotEmpty(small.Ladder);
    }

    /// <summary>Decides by what this process remembers, which a replay elsewhere does not.</summary>
    [Flow("forgetful")]
    private sealed class Forgetful(Memory memory) : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            if (memory.Calls.TryAdd($"{call.Address} {call.IsReplaying}", 0) && !call.IsReplaying)
            {
                await call.SpeakAsync("You are new here.");
            }

            await call.GatherAsync("Press 1.", maxDigits: 1);
        }
    }

    private sealed class Memory
    {
        public ConcurrentDictionary<string, int> Calls { get; } = [];
    }
}
