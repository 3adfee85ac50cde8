using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CallGrains.Flows;
using CallGrains.TestSupport.Programs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallGrains.Telnyx.Tests;

/// <summary>A host with two carriers behind sockets, one of which dies under live calls and comes back.</summary>
public sealed class TwoCarriersTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>As many at each carrier.</summary>
    private static int Calls => Campaign.Of(full: 100, brief: 20);

    [Fact]
    public async Task When_one_dies_under_live_calls_the_other_has_the_new_ones_and_nobody_is_called_twice()
    {
        await using var telnyx = new TelnyxServer();
        await using var other = new OtherServer();
        await telnyx.StartAsync();
        await other.StartAsync();
        await using var app = Build(telnyx, other);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        // Germany is cheaper at Telnyx, all else at the other one.
        var ours = await StartAsync(client, "+1212555", Calls);
        var theirs = await StartAsync(client, "+4930555", Calls);
        await UntilAsync(async () => await CountAsync(client, "waits") == 2 * Calls, "all calls have been spoken to");
        Assert.Equal((Calls, Calls), (other.Called.Count, telnyx.Called.Count));

        // Some are on their way when it dies: nobody knows what became of them, so no other carrier gets them.
        other.SaysNothing = true;
        await StartAsync(client, "+1313555", 2);
        await UntilAsync(() => Task.FromResult(other.Called.Count == Calls + 2), "the last two are dialled");
        await other.DieAsync();

        var begun = Stopwatch.GetTimestamp();
        var fresh = await StartAsync(client, "+1414555", Calls);
        await UntilAsync(() => Task.FromResult(New() == Calls), "the new ones go by Telnyx", async () => $"{New()} of {Calls} have; one that has not:\n{await StuckAsync(client, fresh)}");
        var placed = Stopwatch.GetElapsedTime(begun);
        begun = Stopwatch.GetTimestamp();
        await GoAsync(client, theirs);
        await UntilAsync(async () => (await StatesAsync(client, theirs)).All(s => s == "ended"), "the calls of the other carrier end as ever");
        output.WriteLine($"{Calls} new calls placed by the other carrier within {placed.TotalMilliseconds:0} ms, {Calls} of its own brought to their end within {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0} ms");

        await UntilAsync(async () => !(bool)(await CarrierAsync(client, "bandwidth"))["isUp"]!, "it is told as down");
        var ready = (await client.GetFromJsonAsync<JsonObject>("/readyz", TestContext.Current.CancellationToken))!;
        Assert.True((bool)ready["ready"]!);
        Assert.StartsWith("carrier 'bandwidth' is down: ", (string?)ready["checks"]!.AsArray().Single(c => (string?)c!["name"] == "carriers")!["note"], StringComparison.Ordinal);
        Assert.True((bool)(await CarrierAsync(client, "telnyx"))["isUp"]!);

        other.SaysNothing = false;
        await other.StartAsync();
        await UntilAsync(async () => (bool)(await CarrierAsync(client, "bandwidth"))["isUp"]!, "it is told as up");
        await GoAsync(client, ours);
        await UntilAsync(async () => (await StatesAsync(client, ours)).All(s => s == "ended"), "its calls go on where they were");

        var called = other.Called.Concat(telnyx.Called).ToList();
        Assert.Equal((3 * Calls) + 2, called.Count);
        Assert.Equal(called.Count, called.Distinct().Count());
        Assert.DoesNotContain(telnyx.Called, n => n.StartsWith("+1313", StringComparison.Ordinal));
        await app.StopAsync(TestContext.Current.CancellationToken);

        int New() => telnyx.Called.Count(n => n.StartsWith("+1414", StringComparison.Ordinal));
    }

    /// <summary>The journal of a call that is not taken by anybody.</summary>
    private static async Task<string> StuckAsync(HttpClient client, IEnumerable<string> calls)
    {
        foreach (var id in calls)
        {
            if ((string?)(await CallAsync(client, id))["carrierId"] is null)
            {
                return await client.GetStringAsync($"/api/calls/{id}/journal", TestContext.Current.CancellationToken);
            }
        }

        return "none";
    }

    private static WebApplication Build(TelnyxServer telnyx, OtherServer other)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["CallGrains:Journal"] = "memory",
            ["CallGrains:Provision"] = "false",
            ["CallGrains:Carriers:bandwidth:Numbers:0"] = "+15550100",
            ["CallGrains:Carriers:bandwidth:Routes:+"] = "1",
            ["CallGrains:Carriers:telnyx:CallerId"] = "+15550200",
            ["CallGrains:Carriers:telnyx:Routes:+"] = "2",
            ["CallGrains:Carriers:telnyx:Routes:+49"] = "1",
            ["Bandwidth:BaseUrl"] = $"{other.Url}",
            ["Bandwidth:UserId"] = "u-one",
            ["Telnyx:BaseUrl"] = $"{telnyx.Url}",
            ["Telnyx:ApiKey"] = "KEY-test",
            ["Telnyx:ConnectionId"] = TelnyxExchange.Connection,
            ["Telnyx:PublicKeys:0"] = telnyx.Exchange.Signer.PublicKey,
        });
        builder.Logging.ClearProviders();
        builder.AddCallGrainsHost();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddCallGrains().AddFlow<Talk>();
        var app = builder.Build();
        app.MapCallGrainsHost();
        return app;
    }

    private static async Task<List<string>> StartAsync(HttpClient client, string prefix, int count) => [.. await Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
    {
        using var answer = await client.PostAsJsonAsync("/api/calls", new { flow = "talk", from = "+15550100", to = $"{prefix}{i:0000}" }, TestContext.Current.CancellationToken);
        Assert.Equal(202, (int)answer.StatusCode);
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["id"]!;
    }))];

    private static Task GoAsync(HttpClient client, IEnumerable<string> calls) => Task.WhenAll(calls.Select(async id =>
    {
        using var answer = await client.PostAsync($"/api/calls/{id}/signals/go", null, TestContext.Current.CancellationToken);
        Assert.Equal(202, (int)answer.StatusCode);
    }));

    private static async Task<JsonObject> CallAsync(HttpClient client, string id) => (await client.GetFromJsonAsync<JsonObject>($"/api/calls/{id}", TestContext.Current.CancellationToken))!;

    private static async Task<string[]> StatesAsync(HttpClient client, IEnumerable<string> calls) => await Task.WhenAll(calls.Select(async id => (string)(await CallAsync(client, id))["state"]!));

    private static async Task<int> CountAsync(HttpClient client, string status)
    {
        var (count, after) = (0, "");
        do
        {
            var page = (await client.GetFromJsonAsync<JsonObject>($"/api/calls?state=live{after}", TestContext.Current.CancellationToken))!;
            count += page["items"]!.AsArray().Count(c => (string?)c!["status"] == status);
            after = (string?)page["next"] is { } next ? $"&after={Uri.EscapeDataString(next)}" : "";
        }
        while (after.Length > 0);

        return count;
    }

    private static async Task<JsonNode> CarrierAsync(HttpClient client, string name) =>
        (await client.GetFromJsonAsync<JsonObject>("/api/carriers", TestContext.Current.CancellationToken))!["items"]!.AsArray().Single(c => (string?)c!["name"] == name)!;

    private static async Task UntilAsync(Func<Task<bool>> holds, string what, Func<Task<string>>? tell = null)
    {
        for (var begun = Stopwatch.GetTimestamp(); !await holds();)
        {
            Assert.True(Stopwatch.GetElapsedTime(begun) < Patience, $"Waited in vain until {what}. {(tell is null || Stopwatch.GetElapsedTime(begun) < Patience ? "" : await tell())}");
            await Tick.NextAsync(TimeSpan.FromMilliseconds(20));
        }
    }

    [Flow("talk")]
    internal sealed class Talk : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.SpeakAsync("Hello.");
            call.SetStatus("waits");
            await call.WaitForSignalAsync<object>("go");
            await call.SpeakAsync("Goodbye.");
            await call.HangUpAsync();
        }
    }
}
