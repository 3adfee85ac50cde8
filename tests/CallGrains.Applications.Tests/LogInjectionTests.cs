using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallGrains.Applications.Tests;

/// <summary>
/// Nothing that a stranger sends begins a line of the log, colours it, moves the cursor or turns the text around.
/// </summary>
public sealed class LogInjectionTests
{
    /// <summary>Line ends, an escape sequence, a bell, a line separator and a change of direction.</summary>
    private const string Evil = "evil\r\n\u001b[31mRED\u0007\u2028\u202Eend";

    [Fact]
    public async Task No_control_character_of_a_stranger_reaches_the_log()
    {
        var log = new Book();
        string[] settings = ["CallGrains:Journal=memory", "Logging:LogLevel:CallGrains=Trace"];
        await using (var app = await Application.StartAsync(settings, s => s.AddLogging(l => l.AddProvider(log))))
        {
            using var client = app.Client;
            foreach (var request in Requests())
            {
                using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.True((int)answer.StatusCode is not 500, request.RequestUri!.ToString());
            }
        }

        Assert.Contains(log.Lines, l => l.Contains("RED", StringComparison.Ordinal));
        Assert.All(log.Lines, l => Assert.DoesNotContain(l, IsUnsafe));
    }

    private static bool IsUnsafe(char c) => c is '\u001b' or '\u0007' or '\u2028' or '\u202E' or '\r' or '\n';

    private static IEnumerable<HttpRequestMessage> Requests()
    {
        var evil = Uri.EscapeDataString(Evil);
        foreach (var query in new[] { evil, $"{evil}=1", $"eventType={evil}", $"eventType=answer&callId={evil}", $"eventType={evil}&callId=c-1", $"eventType=answer&callId=c-1&time={evil}", $"eventType=speak&callId=c-1&state={evil}&tag={evil}" })
        {
            yield return new(HttpMethod.Get, Local($"/callbacks/bandwidth?{query}"));
        }

        foreach (var path in new[] { $"/callbacks/{evil}", $"/callbacks/bandwidth/flows/{evil}", $"/callbacks/bandwidth/i/{evil}", $"/callbacks/bandwidth/f/{evil}", $"/callbacks/self-test/{evil}", $"/api/calls/{evil}/hangup", $"/api/calls/c-1/signals/{evil}", $"/{evil}" })
        {
            yield return new(HttpMethod.Post, Local(path));
        }

        foreach (var path in new[] { $"/api/calls/{evil}", $"/api/calls/{evil}/journal", $"/api/calls?after={evil}&flow={evil}&state={evil}&number={evil}", $"/api/calls?{evil}={evil}" })
        {
            yield return new(HttpMethod.Get, Local(path));
        }

        foreach (var field in new[] { "eventType", "callId", "from", "to", "time", "tag", "state", "callState", "recordingId", "conferenceId", "messageId", "direction", "text" })
        {
            yield return Json("/callbacks/bandwidth", $$"""{"eventType":"answer","callId":"c-1","from":"+15550111","to":"+15550100","{{field}}":{{Quoted()}}}""");
            yield return Json("/callbacks/bandwidth", $$"""{"eventType":"sms","messageId":"m-1","direction":"in","from":"+15550111","to":"+15550100","text":"x","{{field}}":{{Quoted()}}}""");
        }

        yield return Json("/callbacks/bandwidth", $$"""{"eventType":"answer","callId":"c-2",{{Quoted()}}:{{Quoted()}}}""");
        yield return Json("/callbacks/bandwidth", $$"""{"eventType":{{Quoted()}},"callId":"c-3"}""");
        yield return Json("/callbacks/bandwidth", Evil);
        yield return Json("/api/calls", $$"""{"flow":{{Quoted()}},"from":{{Quoted()}},"to":{{Quoted()}},{{Quoted()}}:1}""");
        yield return Json("/api/calls", $$"""{"flow":"waiting","from":"+15550100","to":"+15550111","args":{{Quoted()}}}""");
        yield return Json("/api/calls", Evil);
    }

    private static string Quoted() => System.Text.Json.JsonSerializer.Serialize(Evil);

    private static Uri Local(string path) => new(path, UriKind.Relative);

    private static HttpRequestMessage Json(string path, string body) => new(HttpMethod.Post, Local(path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private sealed class Book : ILoggerProvider
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Page(this);

        public void Dispose()
        {
        }

        private sealed class Page(Book book) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                book.Lines.Enqueue(formatter(state, exception));
                for (var e = exception; e is not null; e = e.InnerException)
                {
                    book.Lines.Enqueue(e.Message);
                }
            }
        }
    }
}
