using System.Text;
using CallGrains.Bandwidth;

namespace CallGrains.Flows.Tests.Scripts;

/// <summary>What a caller types for the flow alone stands nowhere in clear.</summary>
public class SensitiveTests
{
    private const string Card = "4026000000000002", Spelled = "4 0 2 6", Sealed = "(encrypted)";

    [Fact]
    public void Digits_and_what_is_said_of_them_are_encrypted_and_the_flow_has_them_also_after_a_crash() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Pays));
        var call = w.Carrier.Dials("pays", presses: Card + "#");
        await w.Until(() => w.Carrier.Effects.Exists(e => e.Contains(Spelled, StringComparison.Ordinal)), "the card's number is said");
        await w.CrashAsync();
        await w.Ended(call);

        Assert.Contains(w.Carrier.Effects, e => e.Contains("Thank you, 16 digits.", StringComparison.Ordinal));
        AssertHidden(w, call.Address);
        var entries = w.Journal(call.Address);
        Assert.Equal(Card, entries.OfType<EventEntry>().Select(e => e.Event).OfType<GatherEvent>().Single().Digits);
        Assert.Contains(entries.OfType<StepEntry>(), s => s.Value?.GetString() == Card);
        Assert.All(entries.Where(e => e is StepEntry or EventEntry { Event: GatherEvent or DtmfEvent }), e => Assert.Equal((JournalFormat.SealedVersion, "ephemeral"), (e.Version, e.SealedBy)));
        Assert.Contains(Sealed, Stored(w, call.Address), StringComparison.Ordinal);
        Assert.Contains("Welcome.", Stored(w, call.Address), StringComparison.Ordinal);
    });

    [Fact]
    public void The_state_of_handlers_and_the_text_of_a_failure_hide_the_digits_too() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Remembers));
        var call = w.Carrier.Dials("remembers", presses: Card + "#");
        await w.Ended(call);

        AssertHidden(w, call.Address);
        Assert.Contains("not a card: ••••••••••••••••", w.Summary(call.Address).Fault, StringComparison.Ordinal);
        Assert.Contains(w.Journal(call.Address).OfType<DecisionEntry>(), d => d.State?.GetRawText().Contains(Card, StringComparison.Ordinal) == true);
    });

    [Fact]
    public void Without_the_key_the_journal_says_which_key_it_takes() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Pays));
        var call = w.Carrier.Dials("pays", presses: Card + "#");
        await w.Ended(call);

        var history = w.Store.ReadAsync(call.Address).Result!;
        var readers = new CallbackReaders([new BandwidthCallbacks()]);
        var e = Assert.Throws<JournalFormatException>(() => history.Entries.Select((entry, i) => JournalFormat.Read(entry, i + 1, readers)).ToList());
        Assert.Contains("encrypted with the key 'ephemeral'", e.Message, StringComparison.Ordinal);
        var exported = JournalDocument.Read(JournalDocument.Write(history));
        Assert.Equal(history.Entries.Select(x => Convert.ToHexString(x.Raw.Span)), exported.Entries.Select(x => Convert.ToHexString(x.Raw.Span)));
    });

    [Fact]
    public void A_flow_that_does_not_say_that_it_has_secrets_may_have_none() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.GatherAsync("Your PIN?", maxDigits: 4, sensitive: true);
        };
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Until(() => w.Exists(call.Address) && w.Summary(call.Address).Fault is not null, "the flow cannot go on");
        Assert.Contains("declare it: [Flow(\"script\", Sensitive = true)]", w.Summary(call.Address).Fault, StringComparison.Ordinal);
        Assert.Empty(call.Gathers);
    });

    [Fact]
    public void A_key_that_comes_before_its_call_is_a_secret_until_it_is_known_whose_it_is() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Pays));
        var address = FlowAddress.Call("c-early");
        await w.SendAsync(address, $$"""{"eventType":"dtmf","callId":"c-early","dtmfDigit":"7","time":"{{w.Time.GetUtcNow():O}}"}""");
        Assert.DoesNotContain("dtmfDigit", Stored(w, address), StringComparison.Ordinal);
    });

    [Fact]
    public void Flows_for_texts_have_none() =>
        Assert.Contains("Sensitive = true", Assert.Throws<ArgumentException>(() => FlowDefinition.Of(typeof(Texts))).Message, StringComparison.Ordinal);

    private static void AssertHidden(World w, FlowAddress call)
    {
        var stored = Stored(w, call) + Encoding.UTF8.GetString(JournalDocument.Write(w.Store.ReadAsync(call).Result!)) + w.Summary(call);
        Assert.DoesNotContain(Card, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Spelled, stored, StringComparison.Ordinal);
        Assert.DoesNotContain("dtmfDigit", stored, StringComparison.Ordinal);
    }

    /// <summary>All bytes that the journal has of a grain.</summary>
    private static string Stored(World w, FlowAddress grain) =>
        string.Concat(w.Store.ReadAsync(grain).Result!.Entries.Select(e => Encoding.Latin1.GetString(e.Body.Span) + Encoding.Latin1.GetString(e.Raw.Span)));

    [Flow("pays", Sensitive = true)]
    private sealed class Pays : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            await call.SpeakAsync("Welcome.");
            var card = await call.GatherAsync("Your card's number?", maxDigits: 20, sensitive: true);
            var kept = await call.StepAsync("keep", () => Task.FromResult(card.Digits));
            await call.SpeakAsync($"You typed {string.Join(' ', kept.AsEnumerable())}.", sensitive: true);
            await call.SendDtmfAsync(kept, sensitive: true);
            await call.SpeakAsync($"Thank you, {kept.Length} digits.");
            await call.HangUpAsync();
        }
    }

    [Flow("remembers", Sensitive = true)]
    private sealed class Remembers : CallFlow<Memory>
    {
        public override void OnAnswer(AnswerEvent e) => Call.Gather("Your card's number?", maxDigits: 20, sensitive: true);

        public override void OnGather(GatherEvent e)
        {
            State.Card = e.Digits;
            Call.Speak($"You typed {string.Join(' ', e.Digits!.AsEnumerable())}.", sensitive: true);
        }

        public override void OnSpeak(SpeakEvent e)
        {
            if (e.IsDone && e.OperationId > 2)
            {
                throw new FormatException($"not a card: {State.Card}");
            }
        }
    }

    private sealed class Memory
    {
        public string? Card { get; set; }
    }

    [Flow("texts", Sensitive = true)]
    private sealed class Texts : MessageScript
    {
        protected override Task RunAsync(ThreadContext thread) => Task.CompletedTask;
    }
}
