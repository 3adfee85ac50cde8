using System.Collections.Concurrent;
using System.Net;
using System.Text;
using CallGrains.AspNetCore.Hosting;
using CallGrains.Flows;
using CallGrains.TestSupport.Programs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallGrains.Applications.Tests;

/// <summary>A whole host whose flow asks for a card's number: it stands in no file, line or answer.</summary>
public sealed class SecretsTests : IDisposable
{
    private const string Card = "4026000000000002", Key = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=", Other = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("callgrains-secrets-");
    private readonly ConcurrentQueue<string> _heard = new(), _lines = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_number_that_was_typed_stands_nowhere_and_the_flow_has_it(bool encryptAll)
    {
        await using var app = await StartAsync("CallGrains:JournalKeys:Keys:k1=" + Key, $"CallGrains:JournalKeys:EncryptAll={encryptAll}");
        using var client = app.Client;
        await CallAsync(client, "c-1");

        Assert.Equal(Card, await HeardAsync());
        var history = await client.GetStringAsync("/api/calls/c-1/journal", TestContext.Current.CancellationToken);
        Assert.Contains("\"sealed\":\"k1\"", history, StringComparison.Ordinal);
        foreach (var text in Files().Append(history).Concat(_lines))
        {
            Assert.DoesNotContain(Card, text, StringComparison.Ordinal);
            Assert.DoesNotContain("dtmfDigit", text, StringComparison.Ordinal);
            Assert.False(encryptAll && text.Contains("incomingcall", StringComparison.Ordinal) && text != history && !_lines.Contains(text), "a callback stands in a file in clear");
        }
    }

    [Fact]
    public async Task A_key_is_replaced_and_a_call_of_before_goes_on()
    {
        var first = await StartAsync("CallGrains:JournalKeys:Keys:k1=" + Key, "CallGrains:JournalKeys:EncryptAll=true");
        using (var client = first.Client)
        {
            await CallAsync(client, "c-1");
            await HeardAsync();
        }

        await first.StopAsync();
        await using var second = await StartAsync("CallGrains:JournalKeys:Keys:k1=" + Key, "CallGrains:JournalKeys:Keys:k2=" + Other, "CallGrains:JournalKeys:Current=k2", "CallGrains:JournalKeys:EncryptAll=true");
        using var again = second.Client;
        await PostAsync(again, """{"eventType":"hangup","callId":"c-1","cause":"NORMAL_CLEARING"}""");
        var history = await again.GetStringAsync("/api/calls/c-1/journal", TestContext.Current.CancellationToken);
        Assert.Contains("NORMAL_CLEARING", history, StringComparison.Ordinal);
        await first.DisposeAsync();
    }

    [Fact]
    public void Without_a_key_such_a_host_does_not_start()
    {
        var refusal = Assert.Throws<StartRefusedException>(() => Application.Build(
            ["CallGrains:Journal=memory", "CallGrains:Operations:ApiKeys:0=a-key-of-24-characters-x", "CallGrains:Ingress:SignedOnly=true"], s => s.AddFlow<Payment>().AddSingleton(_heard), "Production"));
        Assert.Contains("Flow 'payment' handles secrets (Sensitive = true), but there is no key to encrypt them with; set CallGrains:JournalKeys:KeyFiles:k1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_Development_one_is_made_and_told()
    {
        await using var app = await StartAsync();
        using var client = app.Client;
        await CallAsync(client, "c-1");

        Assert.Equal(Card, await HeardAsync());
        Assert.Contains(_lines, l => l.Contains("secrets of flows are encrypted with a key that was made for them", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(_folder.FullName, "journal.key")));
        Assert.All(Files(), text => Assert.DoesNotContain(Card, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("CallGrains:JournalKeys:Keys:k1=short", "key 'k1' has 5 characters and is not base64 of 32 bytes")]
    [InlineData("CallGrains:JournalKeys:KeyFiles:k1=/nowhere/key", "CallGrains:JournalKeys:KeyFiles:k1 is '/nowhere/key', and there is no such file")]
    [InlineData("CallGrains:JournalKeys:Current=k9", "CallGrains:JournalKeys:Current is 'k9'")]
    [InlineData("CallGrains:JournalKeys:EncryptAll=true", "CallGrains:JournalKeys:EncryptAll is true, but there is no key")]
    public void Keys_that_are_none_are_refused(string setting, string fault)
    {
        var refusal = Assert.Throws<StartRefusedException>(() => Application.Build([setting, "CallGrains:Journal=memory"]));
        Assert.Contains(fault, refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (_folder.Exists)
        {
            _folder.Delete(recursive: true);
        }
    }

    private Task<Application> StartAsync(params string[] settings) => Application.StartAsync(
        [.. settings, "Logging:LogLevel:Default=Debug"],
        services => services.AddFlow<Payment>().AddSingleton(_heard).AddLogging(l => l.AddProvider(new Lines(_lines))),
        _folder);

    private static async Task CallAsync(HttpClient client, string id)
    {
        await PostAsync(client, $$"""{"eventType":"incomingcall","callId":"{{id}}","from":"+15550001","to":"+15550100","callState":"active"}""");
        await PostAsync(client, $$"""{"eventType":"answer","callId":"{{id}}","from":"+15550001","to":"+15550100"}""");
        foreach (var key in Card)
        {
            await PostAsync(client, $$"""{"eventType":"dtmf","callId":"{{id}}","dtmfDigit":"{{key}}","time":"{{TimeProvider.System.GetUtcNow():O}}"}""");
        }

        await PostAsync(client, $$"""{"eventType":"gather","callId":"{{id}}","gatherId":"g-1","state":"completed","reason":"terminating-digit","digits":"{{Card}}","tag":"cg2"}""");
    }

    private static async Task PostAsync(HttpClient client, string json)
    {
        using var answer = await client.PostAsync("/callbacks/bandwidth/flows/payment", new StringContent(json, Encoding.UTF8, "application/json"));
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private Task<string> HeardAsync() => Tick.UntilAsync(() => Task.FromResult(_heard.TryDequeue(out var heard) ? heard : null), () => "The flow has heard nothing.");

    private IEnumerable<string> Files() => _folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(f =>
    {
        using var file = new FileStream(f.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, Encoding.Latin1);
        return reader.ReadToEnd();
    });

    [Flow("payment", Sensitive = true)]
    internal sealed class Payment(ConcurrentQueue<string> heard) : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            var card = await call.GatherAsync("Your card's number?", maxDigits: 20, sensitive: true);
            await call.StepAsync("charge", () =>
            {
                heard.Enqueue(card.Digits);
                return Task.FromResult(card.Digits);
            });
            await call.SpeakAsync($"You typed {card.Digits}.", sensitive: true);
        }
    }

    private sealed class Lines(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
