using System.Net;
using System.Text;
using System.Text.Json;
using CallGrains.AspNetCore.Http.Tests;

namespace CallGrains.AspNetCore.Operations.Tests;

/// <summary>Lists and grains as server-sent events.</summary>
public sealed class LiveTests
{
    private static readonly StoredEntry Begin = JournalFormat.Write(new BeginEntry("greeting", 2, "out", "+15550100", "+15550111"));

    [Fact]
    public async Task A_list_is_a_snapshot_and_then_what_changes_in_it()
    {
        await using var host = await OperationsHost.StartAsync();
        host.Journal.Put("o-1", Begin);
        using var feed = await LiveFeed.OpenAsync(host.Client, "/api/live/calls?state=ending&size=7");

        var (name, _, page) = await feed.NextAsync();
        Assert.Equal(("snapshot", 1, "more"), (name, page.GetProperty("version").GetInt32(), page.GetProperty("next").GetString()));
        Assert.Equal(("o-1", "ending", 1), (Item(page, "id"), Item(page, "state"), page.GetProperty("items").GetArrayLength()));
        host.Journal.Put("o-2", Begin);
        (name, _, page) = await feed.NextAsync();
        Assert.Equal(("change", 2, "o-2"), (name, page.GetProperty("version").GetInt32(), Item(page, "id")));
        Assert.Equal(["o-1", "o-2"], page.GetProperty("order").EnumerateArray().Select(e => e.GetString()).Order());
        Assert.All(host.Journal.Queries, q => Assert.Equal(new GrainQuery { Kind = GrainKind.Call, State = GrainState.Ending, Size = 7 }, q));
    }

    [Fact]
    public async Task A_grain_is_its_journal_and_then_each_entry_that_it_gets()
    {
        await using var host = await OperationsHost.StartAsync();
        host.Journal.Put("o-1", Begin);
        using var feed = await LiveFeed.OpenAsync(host.Client, "/api/live/calls/o-1");

        var (name, id, data) = await feed.NextAsync();
        Assert.Equal(("snapshot", "1", "o-1", "begin"), (name, id, data.GetProperty("grain").GetProperty("id").GetString(), Kinds(data).Single()));
        host.Journal.Put("o-1", Begin, FakeJournal.Entry("{\"kind\":\"event\",\n\"v\":1}", "{\n}"u8.ToArray()), FakeJournal.Entry("""{"kind":"decision"}"""));
        (name, id, data) = await feed.NextAsync();
        Assert.Equal(("change", "3"), (name, id));
        Assert.Equal(["event", "decision"], Kinds(data));
        Assert.Equal("{\n}", data.GetProperty("journal").GetProperty("entries")[0].GetProperty("raw").GetString());
        host.Journal.Histories.Clear();
        Assert.Equal("gone", (await feed.NextAsync()).Name);
    }

    [Theory]
    [InlineData("2", "change", 1)]
    [InlineData("3", "change", 0)]
    [InlineData("4", "snapshot", 3)]
    [InlineData("none", "snapshot", 3)]
    [InlineData("-1", "snapshot", 3)]
    public async Task Who_comes_back_gets_what_came_meanwhile(string last, string name, int entries)
    {
        await using var host = await OperationsHost.StartAsync();
        host.Journal.Put("o-1", Begin, Begin, Begin);
        using var feed = await LiveFeed.OpenAsync(host.Client, "/api/live/calls/o-1", last);

        var first = await feed.NextAsync();
        Assert.Equal((name, "3", entries), (first.Name, first.Id, Kinds(first.Data).Count()));
    }

    [Fact]
    public async Task A_long_journal_comes_in_parts()
    {
        await using var host = await OperationsHost.StartAsync();
        host.Journal.Put("o-1", [.. Enumerable.Repeat(Begin, JournalPart.MostEntries + 2)]);
        using var feed = await LiveFeed.OpenAsync(host.Client, "/api/live/calls/o-1");

        var (first, rest) = (await feed.NextAsync(), await feed.NextAsync());
        Assert.Equal(("snapshot", "256", JournalPart.MostEntries), (first.Name, first.Id, Kinds(first.Data).Count()));
        Assert.Equal(("change", "258", 2), (rest.Name, rest.Id, Kinds(rest.Data).Count()));
    }

    [Fact]
    public async Task What_was_forgotten_meanwhile_makes_a_snapshot()
    {
        await using var host = await OperationsHost.StartAsync();
        var address = FlowAddress.Thread("+15550105", "+15550123");
        host.Journal.Histories[address] = new(new GrainSummary { Address = address, Sequence = 9 }, [Begin, Begin]);
        using var feed = await LiveFeed.OpenAsync(host.Client, "/api/live/threads/+15550105~+15550123", "5");

        var first = await feed.NextAsync();
        Assert.Equal(("snapshot", 2), (first.Name, Kinds(first.Data).Count()));
    }

    [Fact]
    public async Task A_journal_that_cannot_be_read_for_a_while_is_told_and_the_feed_goes_on()
    {
        await using var host = await OperationsHost.StartAsync();
        host.Journal.Put("o-1", Begin);
        using var feed = await LiveFeed.OpenAsync(host.Client, "/api/live/calls/o-1");
        await feed.NextAsync();

        host.Journal.Failure = new JournalUnavailableException("The disk is gone.");
        var trouble = await feed.NextAsync();
        Assert.Equal(("trouble", "The disk is gone."), (trouble.Name, trouble.Data.GetProperty("detail").GetString()));
        host.Journal.Put("o-1", Begin, Begin);
        host.Journal.Failure = null;
        while (trouble.Name == "trouble")
        {
            trouble = await feed.NextAsync();
        }

        Assert.Equal(("change", "2"), (trouble.Name, trouble.Id));
    }

    [Theory]
    [InlineData("/api/live/calls/o-2", 404)]
    [InlineData("/api/live/threads/o-2", 404)]
    [InlineData("/api/live/conferences?sate=live", 400)]
    [InlineData("/api/live/calls?after=bad", 400)]
    [InlineData("/api/live/calls/o-1?full=1", 400)]
    public async Task What_is_wrong_is_told_by_a_status_as_everywhere(string path, int status)
    {
        await using var host = await OperationsHost.StartAsync();
        host.Journal.Put("o-1", Begin);

        using var response = await host.Client.GetAsync(path);

        await response.ProblemAsync((HttpStatusCode)status);
    }

    [Fact]
    public async Task It_needs_a_key_and_takes_only_so_many_readers()
    {
        const string Key = "0123456789abcdef";
        await using var host = await OperationsHost.StartAsync(keys: [Key]);
        host.Journal.Put("o-1", Begin);
        using (var refused = await host.Client.GetAsync("/api/live/calls"))
        {
            await refused.ProblemAsync(HttpStatusCode.Unauthorized);
        }

        host.Client.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        var feeds = new List<LiveFeed>();
        for (var i = 0; i < LiveFeeds.MostReaders; i++)
        {
            feeds.Add(await LiveFeed.OpenAsync(host.Client, "/api/live/calls/o-1"));
        }

        using (var full = await host.Client.GetAsync("/api/live/calls/o-1"))
        {
            Assert.NotNull(full.Headers.RetryAfter);
            await full.ProblemAsync(HttpStatusCode.ServiceUnavailable);
        }

        feeds.ForEach(feed => feed.Dispose());
        await Until(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/live/calls/o-1");
            using var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            return response.IsSuccessStatusCode;
        });
    }

    private static async Task Until(Func<Task<bool>> fact)
    {
        var limit = System.Diagnostics.Stopwatch.StartNew();
        while (!await fact())
        {
            Assert.True(limit.Elapsed < TimeSpan.FromMinutes(1), "The places of readers that have gone are not free.");
        }
    }

    private static string? Item(JsonElement page, string name) => page.GetProperty("items")[0].GetProperty(name).GetString();

    private static IEnumerable<string?> Kinds(JsonElement data) => data.GetProperty("journal").GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("kind").GetString());

    /// <summary>A reader of server-sent events.</summary>
    private sealed class LiveFeed(HttpResponseMessage response, StreamReader reader) : IDisposable
    {
        public static async Task<LiveFeed> OpenAsync(HttpClient client, string path, string? last = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (last is not null)
            {
                request.Headers.TryAddWithoutValidation("Last-Event-ID", last);
            }

            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            return new LiveFeed(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
        }

        /// <summary>The next event that is no beat.</summary>
        public async Task<(string Name, string? Id, JsonElement Data)> NextAsync()
        {
            var (name, id, data) = ("beat", (string?)null, new StringBuilder());
            while (name == "beat")
            {
                (id, _) = (null, data.Clear());
                for (var line = await ReadLineAsync(); line.Length > 0; line = await ReadLineAsync())
                {
                    var (field, value) = (line[..line.IndexOf(": ", StringComparison.Ordinal)], line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
                    _ = field == "event" ? name = value : field == "id" ? id = value : data.Append(value).ToString();
                }
            }

            return (name, id, JsonDocument.Parse(data.ToString()).RootElement);
        }

        private async Task<string> ReadLineAsync() => await reader.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)) ?? throw new IOException("The feed has ended.");

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
        }
    }
}
