using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Testing.Tests.Versions;

/// <summary>A flow that handles secrets is tested like any other.</summary>
public sealed class SecretsTests
{
    private const string Card = "4026000000000002";

    [Fact]
    public async Task Its_test_hears_what_the_caller_hears_also_after_a_crash()
    {
        var bank = new Bank();
        await using var phone = await FlowTest.Start<Payment>(services => services.AddSingleton<IBank>(bank));
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("Your card's number");
        await caller.Presses(Card);
        await phone.CrashesAsync();
        await caller.Hears($"You typed {Card}.");
        await caller.IsDone();

        Assert.Equal(Card, bank.Charged.Distinct().Single());
        HistoryReplay.Verify<Payment>(caller.History, "the call", services => services.AddSingleton<IBank>(bank));
    }

    [Fact]
    public async Task A_history_of_a_host_is_replayed_with_its_key()
    {
        var keys = JournalKeys.Ephemeral();
        var history = Reseal(await RecordAsync(), keys);

        Action<IServiceCollection> services = Services;

        // <readme secrets>
        HistoryReplay.Verify<Payment>(history, "payment.json", services, HistorySecrets.Of(keys));
        HistoryReplay.Verify<Payment>(history, "payment.json", services, HistorySecrets.Placeholder("4000000000000000"));
        // </readme>
        HistoryReplay.Verify<Payment>(JournalDocument.Read(JournalDocument.Write(history)), "payment.json", Services, HistorySecrets.Of(keys));
    }

    [Fact]
    public async Task Without_the_key_it_is_said_what_to_give()
    {
        var history = Reseal(await RecordAsync(), new JournalKeys("k1", new Dictionary<string, byte[]> { ["k1"] = new byte[32] }));

        var failure = Assert.Throws<HistoryException>(() => HistoryReplay.Verify<Payment>(history, "payment.json", Services));

        Assert.Contains("payment.json holds secrets that cannot be read here.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'k1'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("HistorySecrets.Placeholder", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Card, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Placeholders_do_where_the_flow_decides_the_same()
    {
        var history = Reseal(await RecordAsync(), JournalKeys.Ephemeral());
        HistoryReplay.Verify<Payment>(history, "payment.json", Services, HistorySecrets.Placeholder("0000000000000000"));
    }

    [Fact]
    public async Task Where_it_does_not_the_failure_says_so()
    {
        var history = Reseal(await RecordAsync<CardOrNot>(), JournalKeys.Ephemeral());

        HistoryReplay.Verify<CardOrNot>(history, "card.json", secrets: HistorySecrets.Placeholder("4000000000000000"));
        var failure = Assert.Throws<HistoryException>(() => HistoryReplay.Verify<CardOrNot>(history, "card.json", secrets: HistorySecrets.Placeholder("1")));

        Assert.Contains("Its secrets were replaced by placeholders", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_shows_no_secret()
    {
        var document = System.Text.Encoding.UTF8.GetString(JournalDocument.Write(await RecordAsync()));
        Assert.DoesNotContain(Card, document, StringComparison.Ordinal);
        Assert.Contains("(encrypted)", document, StringComparison.Ordinal);
    }

    private static void Services(IServiceCollection services) => services.AddSingleton<IBank, Bank>();

    private static Task<JournalHistory> RecordAsync() => RecordAsync<Payment>(Services);

    private static async Task<JournalHistory> RecordAsync<TFlow>(Action<IServiceCollection>? services = null)
        where TFlow : class
    {
        await using var phone = await FlowTest.Start<TFlow>(services ?? (_ => { }));
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("Your card's number");
        await caller.Presses(Card);
        await caller.IsDone();
        return caller.History;
    }

    /// <summary>As a host with keys of its own would have written it.</summary>
    private static JournalHistory Reseal(JournalHistory history, JournalKeys keys) => history with
    {
        Entries = [.. history.Entries.Select(e => JournalKeys.IsSealed(e.Raw.Span)
            ? new StoredEntry(System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(e.Body.Span).Replace("\"sealed\":\"ephemeral\"", $"\"sealed\":\"{keys.Current}\"", StringComparison.Ordinal)), keys.Seal(Worlds.Replay.Keys.Open(e.Raw.Span)))
            : e)],
    };
}
