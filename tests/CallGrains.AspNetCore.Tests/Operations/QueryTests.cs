using System.Net;
using System.Text.Json;
using CallGrains.AspNetCore.Http.Tests;

namespace CallGrains.AspNetCore.Operations.Tests;

/// <summary>Listing, showing and exporting calls.</summary>
public sealed class QueryTests
{
    [Fact]
    public async Task A_call_is_shown_with_all_that_its_summary_says()
    {
        await using var host = await OperationsHost.StartAsync();
        var begin = new BeginEntry("greeting", 2, "out", "+15550100", "+15550111") { Args = JsonElement.Parse("""{"name":"Zoe"}"""), PlaceAt = DateTimeOffset.UnixEpoch.AddSeconds(5) };
        host.Journal.Put("o-1", JournalFormat.Write(begin));

        var json = await host.Client.GetStringAsync("/api/calls/o-1");

        var expected = """
            {"args":{"name":"Zoe"},"at":"1970-01-01T00:00:05+00:00","position":null,"id":"o-1","address":"call/o-1","state":"ending","flow":"greeting","version":2,"direction":"out","from":"+15550100","to":"+15550111",
            "carrierId":"c-1","createdAt":"1970-01-01T00:00:00+00:00","endedAt":"1970-01-01T00:01:00+00:00","cause":"NORMAL_CLEARING","fault":null,
            "status":"rings","result":{"booked":true},"wakeAt":null,"pendingEffects":1,"sequence":1,"traceId":"0094ffdd2676ebac5ef77fedeac933cb"}
            """;
        Assert.Equal(expected.ReplaceLineEndings(""), json);
    }

    [Theory]
    [InlineData("""{"kind":"event","v":1}""")]
    [InlineData("not json")]
    [InlineData("{")]
    public async Task A_call_that_came_in_was_given_nothing(string first)
    {
        await using var host = await OperationsHost.StartAsync();
        host.Journal.Put("c-1", FakeJournal.Entry(first));

        var call = JsonDocument.Parse(await host.Client.GetStringAsync("/api/calls/c-1")).RootElement;

        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (call.GetProperty("args").ValueKind, call.GetProperty("at").ValueKind));
    }

    [Fact]
    public async Task Threads_and_conferences_are_shown_as_calls_are()
    {
        await using var host = await OperationsHost.StartAsync();
        var thread = FlowAddress.Thread("+15550105", "+15550123");
        var conference = FlowAddress.Conference("the club");
        host.Journal.Put("o-1");
        host.Journal.Histories[thread] = new(new GrainSummary { Address = thread, Sequence = 7, State = GrainState.Ended, Flow = "echo", FlowVersion = 1, Cause = "STOPPED" }, []);
        host.Journal.Histories[conference] = new(new GrainSummary { Address = conference, Sequence = 3, Flow = "club", FlowVersion = 2, From = "+15550102" }, []);

        Assert.Equal(
            """{"id":"+15550105~+15550123","address":"thread/+15550105~+15550123","state":"ended","flow":"echo","version":1,"own":"+15550105","peer":"+15550123","isStopped":true,"createdAt":"0001-01-01T00:00:00+00:00","fault":null,"status":null,"result":null,"wakeAt":null,"pendingEffects":0,"sequence":7,"traceId":"3d85148a664c50b76e66723e520e06d5"}""",
            await host.Client.GetStringAsync("/api/threads/+15550105~+15550123"));
        Assert.Equal(
            """{"id":"the club","address":"conference/the club","state":"live","flow":"club","version":2,"number":"+15550102","createdAt":"0001-01-01T00:00:00+00:00","fault":null,"status":null,"result":null,"wakeAt":null,"pendingEffects":0,"sequence":3,"traceId":"59dca60b0ceeb845f23fcad81d0ca73b"}""",
            await host.Client.GetStringAsync("/api/conferences/the%20club"));
        Assert.StartsWith("""{"format":1,"address":"thread/+15550105~+15550123","flow":"echo",""", await host.Client.GetStringAsync("/api/threads/%2B15550105~%2B15550123/journal"), StringComparison.Ordinal);
        Assert.Contains("\"items\":[{\"id\":", await host.Client.GetStringAsync("/api/threads?cause=STOPPED"), StringComparison.Ordinal);
        await host.Client.GetStringAsync("/api/conferences?state=live");
        Assert.Equal(
            [new GrainQuery { Kind = GrainKind.Thread, Cause = "STOPPED" }, new GrainQuery { Kind = GrainKind.Conference, State = GrainState.Live }],
            host.Journal.Queries);
    }

    [Theory]
    [InlineData("/api/calls/o-2")]
    [InlineData("/api/calls/o-2/journal")]
    [InlineData("/api/calls/%01")]
    [InlineData("/api/threads/+15550105~+15550124")]
    [InlineData("/api/threads/+15550105")]
    [InlineData("/api/threads/+15550105~")]
    [InlineData("/api/conferences/nobody/journal")]
    public async Task An_unknown_call_is_not_found(string path)
    {
        await using var host = await OperationsHost.StartAsync();

        using var response = await host.Client.GetAsync(path);

        await response.ProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Calls_are_listed_by_what_the_query_says()
    {
        await using var host = await OperationsHost.StartAsync();
        host.Journal.Put("o-1");

        var page = JsonDocument.Parse(await host.Client.GetStringAsync("/api/calls?state=Live&flow=f&number=+15550100&size=7&after=x")).RootElement;
        await host.Client.GetStringAsync("/api/calls?number=%2B15550100&size=&state=");
        await host.Client.GetStringAsync("/api/calls?fault=true&cause=NO_ANSWER&since=2026-11-30T09:00:00Z&until=2026-11-30T10:00:00+01:00");

        Assert.Equal(("o-1", "more"), (page.GetProperty("items")[0].GetProperty("id").GetString(), page.GetProperty("next").GetString()));
        Assert.Equal(
            [
                new GrainQuery { Kind = GrainKind.Call, State = GrainState.Live, Flow = "f", Number = "+15550100", Size = 7, After = "x" },
                new GrainQuery { Kind = GrainKind.Call, Number = "+15550100" },
                new GrainQuery
                {
                    Kind = GrainKind.Call,
                    HasFault = true,
                    Cause = "NO_ANSWER",
                    CreatedFrom = new DateTimeOffset(2026, 11, 30, 9, 0, 0, TimeSpan.Zero),
                    CreatedBefore = new DateTimeOffset(2026, 11, 30, 9, 0, 0, TimeSpan.Zero),
                },
            ],
            host.Journal.Queries);
    }

    [Fact]
    public async Task Flows_are_listed_with_who_needs_them()
    {
        await using var host = await OperationsHost.StartAsync();
        host.Journal.Put("o-1");

        // The fake lists the same call as live and as ending.
        Assert.Equal(
            """{"items":[{"flow":"chat","version":1,"live":0,"ending":0,"state":"newest"},{"flow":"greeting","version":1,"live":0,"ending":0,"state":"newest"},{"flow":"greeting","version":2,"live":1,"ending":1,"state":"missing"}]}""",
            await host.Client.GetStringAsync("/api/flows"));
    }

    [Theory]
    [InlineData("state=dead", "state", "live, ending or ended")]
    [InlineData("state=1", "state", "live, ending or ended")]
    [InlineData("number=me", "number", "E.164")]
    [InlineData("size=0", "size", "1 to 1000")]
    [InlineData("size=1001", "size", "1 to 1000")]
    [InlineData("size=ten", "size", "'ten'")]
    [InlineData("size=1&size=2", "size", "1 to 1000")]
    [InlineData("after=bad", "after", "'bad'")]
    [InlineData("fault=maybe", "fault", "'maybe' is neither true nor false")]
    [InlineData("since=yesterday", "since", "'yesterday' is no time; send ISO 8601 with its offset")]
    [InlineData("until=2026-11-30T09:00:00", "until", "2026-11-30T10:00:00+01:00")]
    [InlineData("until=2026-13-30T09:00:00Z", "until", "is no time")]
    [InlineData("sate=live", "sate", "'sate' is no query parameter here; did you mean 'state'? the query parameters are: state, flow, number, fault, cause, since, until, size, after")]
    [InlineData("limit=5", "limit", "'limit' is no query parameter here; the query parameters are: state")]
    public async Task A_wrong_parameter_is_named(string query, string field, string part)
    {
        await using var host = await OperationsHost.StartAsync();

        using var response = await host.Client.GetAsync("/api/calls?" + query);

        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.Contains(part, problem.GetProperty("fault").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/threads/a~b?full=true")]
    [InlineData("/api/flows?live")]
    [InlineData("/api/threads/a~b/journal?size=5")]
    public async Task Where_there_are_no_parameters_none_is_taken(string path)
    {
        await using var host = await OperationsHost.StartAsync();

        using var response = await host.Client.GetAsync(path);

        Assert.EndsWith("is no query parameter here; there are no query parameters", (await response.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("fault").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/calls")]
    [InlineData("/api/flows")]
    [InlineData("/api/calls/o-1")]
    [InlineData("/api/calls/o-1/journal")]
    public async Task A_journal_that_cannot_be_read_is_a_503(string path)
    {
        await using var host = await OperationsHost.StartAsync();
        host.Journal.Failure = new JournalUnavailableException("The disk is gone.");

        using var response = await host.Client.GetAsync(path);

        var problem = await response.ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal("The disk is gone.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_journal_is_exported_with_each_entry_and_each_callback_as_received()
    {
        await using var host = await OperationsHost.StartAsync();
        var begin = JournalFormat.Write(new BeginEntry("greeting", 2, "out", "+15550100", "+15550111") { At = DateTimeOffset.UnixEpoch });
        host.Journal.Put(
            "o-1",
            begin,
            FakeJournal.Entry("""{"kind":"event","v":1,"verdict":"Accepted"}""", "{ \"eventType\" : \"answer\" }"u8.ToArray()),
            FakeJournal.Entry("""{"kind":"event","v":1}""", [0xFF, 0x00]),
            FakeJournal.Entry("""{"kind":"newer","v":9,"secret":{"a":[1]}}"""),
            FakeJournal.Entry("not json"));

        using var response = await host.Client.GetAsync("/api/calls/o-1/journal");

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            """{"format":1,"address":"call/o-1","flow":"greeting","version":2,"entries":["""
            + $$"""{"sequence":1,{{System.Text.Encoding.UTF8.GetString(begin.Body.Span)[1..]}},"""
            + """{"sequence":2,"kind":"event","v":1,"verdict":"Accepted","raw":"{ \"eventType\" : \"answer\" }"},"""
            + """{"sequence":3,"kind":"event","v":1,"rawBase64":"/wA="},"""
            + """{"sequence":4,"kind":"newer","v":9,"secret":{"a":[1]}},"""
            + """{"sequence":5,"kind":"unreadable","bodyBase64":"bm90IGpzb24="}]}""",
            await response.Content.ReadAsStringAsync());
    }
}
