using System.Net;
using System.Text.Json;
using CallGrains.AspNetCore.Http.Tests;

namespace CallGrains.AspNetCore.Operations.Tests;

/// <summary>Texts and conversations, and what threads and conferences have of calls.</summary>
public sealed class ThreadTests
{
    private const string Path = "/api/threads/+15550105~+15550123";

    [Theory]
    [InlineData(Disposition.Accepted, HttpStatusCode.Accepted)]
    [InlineData(Disposition.Duplicate, HttpStatusCode.Accepted)]
    [InlineData(Disposition.Late, HttpStatusCode.Conflict)]
    public async Task A_text_is_a_signal_of_the_frameworks_own(Disposition disposition, HttpStatusCode status)
    {
        await using var host = await OperationsHost.StartAsync();
        host.Router.Answer = (_, _) => Task.FromResult(new Receipt(disposition, "the other side has stopped texts"));

        using var response = await host.Client.PostAsync(Path + "/texts", """{"text":"The doctor is late.","media":["https://example.com/map.png"]}""");

        Assert.Equal(status, response.StatusCode);
        var (address, message, _) = Assert.Single(host.Router.Sent);
        Assert.Equal("thread/+15550105~+15550123", address.ToString());
        Assert.Equal(("$text", "The doctor is late."), (((Signal)message).Name, ((Signal)message).Value?.GetProperty("text").GetString()));
        if (disposition == Disposition.Late)
        {
            Assert.Contains("stopped texts", (await response.ProblemAsync(status)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"text":""}""", "text", "has 0 characters; send 1 to 2048, or none with media")]
    [InlineData("""{"txt":"hello"}""", "txt", "'txt' is no field here; did you mean 'text'? the fields are: text, media")]
    [InlineData("""{"text":"a","media":"https://example.com/a"}""", "media", "is no list of 1 to 10 URLs")]
    [InlineData("""{"text":"a","media":["ftp://example.com/a"]}""", "media", "is no list of 1 to 10 URLs")]
    [InlineData("""{"text":"a","media":[]}""", "media", "is no list of 1 to 10 URLs")]
    [InlineData("""{"media":["https://example.com/a"]}""", "text", "is missing")]
    public async Task A_wrong_text_is_refused(string body, string field, string part)
    {
        await using var host = await OperationsHost.StartAsync();

        using var response = await host.Client.PostAsync(Path + "/texts", body);

        await RequireFieldAsync(response, field, part);
        Assert.Empty(host.Router.Sent);
    }

    [Theory]
    [InlineData("/api/threads/a~b/texts", "id", "'a~b' names no two numbers")]
    [InlineData("/api/threads/+15550105~SUPPORT/texts", "id", "OWN~PEER")]
    [InlineData("/api/threads/+15550105/texts", "id", "OWN~PEER")]
    public async Task A_text_needs_two_numbers(string path, string field, string part)
    {
        await using var host = await OperationsHost.StartAsync();

        using var response = await host.Client.PostAsync(path, """{"text":"a"}""");

        await RequireFieldAsync(response, field, part);
    }

    [Fact]
    public async Task A_conversation_is_begun_with_its_flow_and_args()
    {
        await using var host = await OperationsHost.StartAsync();

        using var response = await host.Client.PostAsync("/api/threads", """{"from":"+15550105","to":"+15550123","flow":"chat","args":{"visit":7}}""");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("/api/threads/%2B15550105~%2B15550123", response.Headers.Location?.OriginalString);
        var signal = Assert.IsType<Signal>(Assert.Single(host.Router.Sent).Message);
        Assert.Equal(("$begin", "chat", 7), (signal.Name, signal.Flow, signal.Value?.GetProperty("visit").GetInt32()));
        var begun = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(("+15550105~+15550123", signal.Id), (begun.GetProperty("id").GetString(), begun.GetProperty("messageId").GetString()));
    }

    [Theory]
    [InlineData("""{"from":"+15550105","to":"anonymous"}""", "to", "'anonymous' is no number that texts go to")]
    [InlineData("""{"to":"+15550123"}""", "from", "is missing")]
    [InlineData("""{"from":"+15550105","to":"+15550123","flow":"greeting"}""", "flow", "'greeting' is no flow for texts")]
    [InlineData("""{"from":"+15550105","to":"+15550123","flow":"chatt"}""", "flow", "'chatt' is no flow; there are: chat, greeting")]
    [InlineData("""{"from":"+15550105","to":"+15550123","flow":7}""", "flow", "'7' is not text")]
    [InlineData("""{"from":"+15550105","to":"+15550123","at":"2026-11-30T09:00:00Z"}""", "at", "the fields are: from, to, flow, args")]
    public async Task A_wrong_conversation_is_refused(string body, string field, string part)
    {
        await using var host = await OperationsHost.StartAsync();

        using var response = await host.Client.PostAsync("/api/threads", body);

        await RequireFieldAsync(response, field, part);
        Assert.Empty(host.Router.Sent);
    }

    [Fact]
    public async Task Who_has_no_flow_for_it_is_told()
    {
        await using var host = await OperationsHost.StartAsync();
        host.Router.Answer = (_, _) => Task.FromResult(new Receipt(Disposition.Unclaimed));

        using var response = await host.Client.PostAsync("/api/threads", """{"from":"+15550105","to":"+15550123"}""");

        await RequireFieldAsync(response, "flow", "no flow answers for texts to +15550105");
    }

    [Theory]
    [InlineData(Path + "/signals/go", "thread/+15550105~+15550123", "go")]
    [InlineData(Path + "/terminate", "thread/+15550105~+15550123", "$terminate")]
    [InlineData(Path + "/release", "thread/+15550105~+15550123", "$release")]
    [InlineData("/api/conferences/the%20club/signals/go", "conference/the club", "go")]
    [InlineData("/api/conferences/club/terminate", "conference/club", "$terminate")]
    [InlineData("/api/conferences/club/release", "conference/club", "$release")]
    [InlineData("/api/conferences/club/hangup", "conference/club", null)]
    public async Task Threads_and_conferences_take_what_calls_take(string path, string address, string? signal)
    {
        await using var host = await OperationsHost.StartAsync();

        using var response = await host.Client.PostAsync(path, null);
        host.Router.Answer = (_, _) => Task.FromResult(new Receipt(Disposition.Unclaimed));
        using var unknown = await host.Client.PostAsync(path, null);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.StartsWith("There is no " + address.Split('/')[0], (await unknown.ProblemAsync(HttpStatusCode.NotFound)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal((address, signal), (host.Router.Sent.First().Address.ToString(), (host.Router.Sent.First().Message as Signal)?.Name));
    }

    private static async Task RequireFieldAsync(HttpResponseMessage response, string field, string part)
    {
        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.Contains(part, problem.GetProperty("fault").GetString(), StringComparison.Ordinal);
    }
}
