using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallGrains.Applications.Tests.Telemetry;

/// <summary>What is a caller's or a key stays out of logs and traces.</summary>
public sealed class MaskingTests
{
    [Theory]
    [InlineData("from +15550123 to +15550199", "from ***23 to ***99")]
    [InlineData("thread/+15550100~+15550177", "thread/***00~***77")]
    [InlineData("GET /v1/calls?from=%2B15550123&size=25", "GET /v1/calls?from=***23&size=25")]
    [InlineData("the number 5550123456 is wrong", "the number ***56 is wrong")]
    [InlineData("tel:5550123456", "tel:***56")]
    [InlineData("http://127.0.0.1:8080/callbacks/bandwidth/i/MTczMzE0fDB8Y2FsbC9jLTEyMw_x took 120 ms", "http://127.0.0.1:8080/callbacks/bandwidth/i/*** took 120 ms")]
    [InlineData("https://user:secret@db.example.com/media/x.wav?token=abc#p", "https://***@db.example.com/media/x.wav?***")]
    [InlineData("call/c-bonay3r4mtwbplurq4nkt7q waits 00:00:05 until 2026-11-30 14:00:00", "call/c-bonay3r4mtwbplurq4nkt7q waits 00:00:05 until 2026-11-30 14:00:00")]
    [InlineData("id 0192f0a1-1234-7890-abcd-1234567890ab", "id 0192f0a1-1234-7890-abcd-1234567890ab")]
    [InlineData("no digits here", "no digits here")]
    public void Numbers_and_secrets_are_masked_and_ids_and_times_are_not(string text, string masked) => Assert.Equal(masked, Masking.Of(text));

    [Fact]
    public void A_call_keeps_its_carriers_id_and_a_thread_does_not_show_its_numbers()
    {
        Assert.Equal("call/5550123456789", Masking.Of(FlowAddress.Call("5550123456789")));
        Assert.Equal("thread/***00~***77", Masking.Of(FlowAddress.Thread("+15550100", "+15550177")));
        Assert.Equal("conference/***77", Masking.Of(FlowAddress.Conference("+15550177")));
    }

    [Fact]
    public async Task No_line_of_a_host_shows_a_number_or_a_token_unless_it_is_told_to()
    {
        var (masked, shown) = (new Lines(), new Lines());
        await TalkAsync(masked);
        await TalkAsync(shown, "CallGrains:Telemetry:ShowNumbers=true");

        Assert.Contains(shown.All, l => l.Contains("+15550100", StringComparison.Ordinal));
        Assert.Contains(masked.All, l => l.Contains("thread/***00~***77", StringComparison.Ordinal));
        Assert.All(masked.All, l => Assert.DoesNotContain("1555", l, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lines_of_a_turn_are_in_the_scope_of_their_grain_where_scopes_are_shown()
    {
        var lines = new Lines();
        await TalkAsync(lines, "Logging:Console:FormatterOptions:IncludeScopes=true");

        Assert.Contains(lines.Scopes, s => s == "Grain:thread/***00~***77");
    }

    /// <summary>A text comes in, whose flow fails, and a call that nobody can answer: the carrier is away.</summary>
    private static async Task TalkAsync(Lines lines, params string[] settings)
    {
        string[] all = ["CallGrains:Journal=memory", "Logging:LogLevel:CallGrains=Trace", "CallGrains:Flows:Numbers:+15550100=waiting", "CallGrains:Flows:Texts:+15550100=talker", .. settings];
        await using var app = await Application.StartAsync(all, s => s.AddFlowForTexts().AddLogging(l => l.AddProvider(lines)));
        using var client = app.Client;
        foreach (var body in new[]
        {
            """{"eventType":"sms","messageId":"m-1","direction":"in","from":"+15550177","to":"+15550100","text":"My PIN is 4711"}""",
            """{"eventType":"incomingcall","callId":"c-masked","from":"+15550177","to":"+15550100","callState":"active"}""",
            """{"eventType":"incomingcall","callId":"c-other","from":"+15550177","callState":7}""",
        })
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync("/callbacks/bandwidth", content, TestContext.Current.CancellationToken);
        }

        await lines.FailedAsync();
    }

    private sealed class Lines : ILoggerProvider, ISupportExternalScope
    {
        private readonly Lock _gate = new();
        private readonly List<string> _all = [];
        private readonly List<string> _scopes = [];
        private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private IExternalScopeProvider? _provider;

        public IReadOnlyList<string> All
        {
            get
            {
                lock (_gate)
                {
                    return [.. _all];
                }
            }
        }

        public IReadOnlyList<string> Scopes
        {
            get
            {
                lock (_gate)
                {
                    return [.. _scopes];
                }
            }
        }

        /// <summary>Until the flow's failure has been told.</summary>
        public Task FailedAsync() => _failed.Task.WaitAsync(TimeSpan.FromSeconds(60));

        public ILogger CreateLogger(string categoryName) => new Page(this, categoryName);

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _provider = scopeProvider;

        public void Dispose()
        {
        }

        private sealed class Page(Lines lines, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => category.StartsWith("CallGrains", StringComparison.Ordinal);

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Where(p => p.Key != "{OriginalFormat}").Select(p => p.Value)) : "";
                lock (lines._gate)
                {
                    lines._all.Add($"{formatter(state, exception)} {values} {exception}");
                    lines._provider?.ForEachScope((scope, scopes) => scopes.Add(scope?.ToString() ?? ""), lines._scopes);
                }

                if (lines.All[^1].Contains("its flow failed", StringComparison.Ordinal))
                {
                    lines._failed.TrySetResult();
                }
            }
        }
    }
}
