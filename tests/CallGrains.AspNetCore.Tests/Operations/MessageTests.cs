using System.Net;
using System.Text.Json;
using CallGrains.AspNetCore.Http.Tests;

namespace CallGrains.AspNetCore.Operations.Tests;

/// <summary>Hanging up and signals.</summary>
public sealed class MessageTests
{
    [Theory]
    [InlineData(Disposition.Accepted, HttpStatusCode.Accepted)]
    [InlineData(Disposition.Late, HttpStatusCode.Conflict)]
    [InlineData(Disposition.Unclaimed, HttpStatusCode.NotFound)]
    public async Task Hanging_up_says_what_the_call_made_of_it(Disposition disposition, HttpStatusCode status)
    {
        await using var host = await OperationsHost.StartAsync();
        host.Router.Answer = (_, _) => Task.FromResult(new Receipt(disposition, "a reason"));

        using var response = await host.Client.PostAsync("/api/calls/c-1/hangup", null);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(("call/c-1", true), (Assert.Single(host.Router.Sent).Address.ToString(), host.Router.Sent.Single().Message is HangUpRequest));
        if (status != HttpStatusCode.Accepted)
        {
            await response.ProblemAsync(status);
        }
    }

    [Theory]
    [InlineData("terminate", Disposition.Accepted, HttpStatusCode.Accepted)]
    [InlineData("terminate", Disposition.Late, HttpStatusCode.Conflict)]
    [InlineData("release", Disposition.Accepted, HttpStatusCode.Accepted)]
    [InlineData("release", Disposition.Unclaimed, HttpStatusCode.NotFound)]
    public async Task A_flow_is_ended_and_released_by_signals_of_the_frameworks_own(string what, Disposition disposition, HttpStatusCode status)
    {
        await using var host = await OperationsHost.StartAsync();
        host.Router.Answer = (_, _) => Task.FromResult(new Receipt(disposition, "a reason"));

        using var response = await host.Client.PostAsync($"/api/calls/c-1/{what}", null);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("$" + what, Assert.IsType<Signal>(Assert.Single(host.Router.Sent).Message).Name);
    }

    [Theory]
    [InlineData(Disposition.Accepted, HttpStatusCode.Accepted)]
    [InlineData(Disposition.Duplicate, HttpStatusCode.Accepted)]
    [InlineData(Disposition.Late, HttpStatusCode.Conflict)]
    [InlineData(Disposition.Unclaimed, HttpStatusCode.NotFound)]
    public async Task A_signal_says_what_the_call_made_of_it(Disposition disposition, HttpStatusCode status)
    {
        await using var host = await OperationsHost.StartAsync();
        host.Router.Answer = (_, _) => Task.FromResult(new Receipt(disposition, "a reason"));

        using var response = await host.Client.PostAsync("/api/calls/c-1/signals/payment", """{"amount":5}""");

        Assert.Equal(status, response.StatusCode);
        var signal = Assert.IsType<Signal>(Assert.Single(host.Router.Sent).Message);
        Assert.Equal(("payment", 5), (signal.Name, signal.Value?.GetProperty("amount").GetInt32()));
        if (status == HttpStatusCode.Accepted)
        {
            var taken = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
            Assert.Equal((signal.Id, disposition == Disposition.Accepted ? "accepted" : "duplicate"), (taken.GetProperty("id").GetString(), taken.GetProperty("verdict").GetString()));
        }
    }

    [Fact]
    public async Task A_signal_may_carry_nothing_and_its_key_names_the_sending()
    {
        await using var host = await OperationsHost.StartAsync();
        for (var i = 0; i < 2; i++)
        {
            using var keyed = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/calls/c-1/signals/go") { Headers = { { "Idempotency-Key", "k" } } });
            using var free = await host.Client.PostAsync("/api/calls/c-1/signals/go", null);
            Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (keyed.StatusCode, free.StatusCode));
        }

        var signals = host.Router.Sent.Select(s => (Signal)s.Message).ToList();
        Assert.All(signals, s => Assert.Null(s.Value));
        Assert.Equal(signals[0].Id, signals[2].Id);
        Assert.Equal(3, signals.Select(s => s.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("/api/calls/c-1/signals/go", """{"a":1}""", HttpStatusCode.Accepted)]
    [InlineData("/api/calls/c-1/signals/go", """{ "a": 1 }""", HttpStatusCode.Accepted)]
    [InlineData("/api/calls/c-1/signals/go", """{"a":2}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/api/calls/c-1/signals/stay", """{"a":1}""", HttpStatusCode.UnprocessableEntity)]
    public async Task A_key_that_sent_another_signal_is_refused(string path, string body, HttpStatusCode status)
    {
        await using var host = await OperationsHost.StartAsync();
        var first = new SignalEntry(SendingIds.Signal("k", TimeProvider.System), "go", Disposition.Accepted) { Value = JsonElement.Parse("""{"a":1}""") };
        host.Journal.Put("c-1", FakeJournal.Entry("""{"kind":"event","v":1}"""), JournalFormat.Write(first));
        host.Router.Answer = (_, _) => Task.FromResult(new Receipt(Disposition.Duplicate));

        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { { "Idempotency-Key", "k" } }, Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        using var response = await host.Client.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task A_signals_limits_are_told()
    {
        await using var host = await OperationsHost.StartAsync();

        using var large = await host.Client.PostAsync("/api/calls/c-1/signals/x", "\"" + new string('x', 64 * 1024) + "\"");
        using var broken = await host.Client.PostAsync("/api/calls/c-1/signals/x", "{\"a\":");
        using var longName = await host.Client.PostAsync("/api/calls/c-1/signals/" + new string('x', 129), null);
        using var control = await host.Client.PostAsync("/api/calls/c-1/signals/a%07b", null);
        using var noCall = await host.Client.PostAsync($"/api/calls/{new string('x', 300)}/signals/x", null);

        await large.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal("body", (await broken.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("field").GetString());
        Assert.Equal("name", (await longName.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("field").GetString());
        Assert.Equal("name", (await control.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("field").GetString());
        await noCall.ProblemAsync(HttpStatusCode.NotFound);
        Assert.Empty(host.Router.Sent);
    }
}
