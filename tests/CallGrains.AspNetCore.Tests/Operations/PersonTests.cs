using System.Net;
using System.Text;
using System.Text.Json;
using CallGrains.Storage;

namespace CallGrains.AspNetCore.Operations.Tests;

/// <summary>All that the journal has of one person.</summary>
public sealed class PersonTests
{
    private const string Number = "+15550123";
    private static readonly DateTimeOffset LongAgo = TimeProvider.System.GetUtcNow().AddDays(-10);
    private readonly MemoryJournal _journal = new();

    [Fact]
    public async Task All_calls_and_threads_with_a_number_are_given_out_with_what_reports_about_their_recordings()
    {
        await FillAsync();
        await using var host = await OperationsHost.StartAsync(store: _journal);

        var person = JsonDocument.Parse(await host.Client.GetStringAsync($"/api/persons/{Uri.EscapeDataString(Number)}", TestContext.Current.CancellationToken)).RootElement;

        Assert.Equal(Number, person.GetProperty("number").GetString());
        Assert.Equal(
            ["call/c-called", "call/c-caller", "call/c-live", "call/c-new", "call/rec-r-1", "thread/+15550100~+15550123", "thread/+15550105~+15550123"],
            person.GetProperty("grains").EnumerateArray().Select(g => g.GetProperty("address").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_over_is_erased_and_what_must_stay_is_told()
    {
        await FillAsync();
        await using var host = await OperationsHost.StartAsync(store: _journal);

        var dry = await EraseAsync(host, """{"dryRun":true}""");
        Assert.Equal(8, (await _journal.ListAsync(new GrainQuery(), TestContext.Current.CancellationToken)).Items.Count);
        var done = await EraseAsync(host, "");

        foreach (var (json, isDryRun) in new[] { (dry, true), (done, false) })
        {
            Assert.Equal((isDryRun, 2, 1, 1), (json.GetProperty("dryRun").GetBoolean(), json.GetProperty("calls").GetInt32(), json.GetProperty("threads").GetInt32(), json.GetProperty("unclaimed").GetInt32()));
            var kept = json.GetProperty("kept").EnumerateArray().ToDictionary(k => k.GetProperty("address").GetString()!, k => k.GetProperty("why").GetString()!);
            Assert.Contains("not over", kept["call/c-live"], StringComparison.Ordinal);
            Assert.Contains("late callbacks may come", kept["call/c-new"], StringComparison.Ordinal);
            Assert.Contains("has stopped texts", kept["thread/+15550100~+15550123"], StringComparison.Ordinal);
            Assert.Equal(3, kept.Count);
        }

        var left = (await _journal.ListAsync(new GrainQuery(), TestContext.Current.CancellationToken)).Items.Select(s => s.Address.ToString());
        Assert.Equal(["call/c-live", "call/c-new", "call/c-other", "thread/+15550100~+15550123"], left.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("nobody", "{}")]
    [InlineData(Number, """{"dryRun":"yes"}""")]
    [InlineData(Number, """{"dry":true}""")]
    public async Task What_cannot_be_read_is_refused(string number, string body)
    {
        await FillAsync();
        await using var host = await OperationsHost.StartAsync(store: _journal);
        using var answer = await host.Client.PostAsync($"/api/persons/{Uri.EscapeDataString(number)}/erase", new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(8, (await _journal.ListAsync(new GrainQuery(), TestContext.Current.CancellationToken)).Items.Count);
    }

    private static async Task<JsonElement> EraseAsync(OperationsHost host, string body)
    {
        using var content = body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await host.Client.PostAsync($"/api/persons/{Uri.EscapeDataString(Number)}/erase", content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private async Task FillAsync()
    {
        var recording = new DecisionEntry([new CommandDecided(-2, new SignalCommand("call/rec-r-1", "$owner"))]) { ByHost = true };
        await PutAsync(FlowAddress.Call("c-caller"), Number, "+15550100", LongAgo, entry: recording);
        await PutAsync(FlowAddress.Call("c-called"), "+15550100", Number, LongAgo);
        await PutAsync(FlowAddress.Call("c-live"), Number, "+15550100", null, GrainState.Live);
        await PutAsync(FlowAddress.Call("c-new"), Number, "+15550100", TimeProvider.System.GetUtcNow());
        await PutAsync(FlowAddress.Call("c-other"), "+15550124", "+15550100", LongAgo);
        await PutAsync(FlowAddress.Call("rec-r-1"), null, null, null, flow: "");
        await PutAsync(FlowAddress.Thread("+15550105", Number), "+15550105", Number, null);
        await PutAsync(FlowAddress.Thread("+15550100", Number), "+15550100", Number, null, cause: "STOPPED");
    }

    private Task PutAsync(FlowAddress address, string? from, string? to, DateTimeOffset? ended, GrainState state = GrainState.Ended, string flow = "greeting", string? cause = null, JournalEntry? entry = null)
    {
        var summary = new GrainSummary { Address = address, Sequence = 1, Flow = flow, State = state, From = from, To = to, CreatedAt = LongAgo, EndedAt = ended, Cause = cause };
        return _journal.AppendAsync(new JournalAppend(0, [JournalFormat.Write(entry ?? new CheckEntry())], summary));
    }
}
