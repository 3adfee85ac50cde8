using System.Text.Json;

namespace CallGrains.AspNetCore.Operations.Tests;

/// <summary>The OpenAPI document.</summary>
public sealed class DescriptionTests
{
    private static readonly string[] Routes =
    [
        "get /api/calls", "get /api/calls/{id}", "get /api/calls/{id}/journal", "get /api/carriers", "get /api/conferences", "get /api/conferences/{id}", "get /api/conferences/{id}/journal",
        "get /api/events/dead", "get /api/events/receivers", "get /api/figures", "get /api/flows", "get /api/live/calls", "get /api/live/calls/{id}", "get /api/live/conferences", "get /api/live/conferences/{id}",
        "get /api/live/threads", "get /api/live/threads/{id}", "get /api/persons/{number}", "get /api/threads", "get /api/threads/{id}", "get /api/threads/{id}/journal", "get /healthz", "get /readyz",
        "post /api/calls", "post /api/calls/{id}/commands/{operation}/retry", "post /api/calls/{id}/hangup", "post /api/calls/{id}/redirect", "post /api/calls/{id}/release", "post /api/calls/{id}/signals/{name}", "post /api/calls/{id}/speak",
        "post /api/calls/{id}/terminate", "post /api/conferences/{id}/hangup", "post /api/conferences/{id}/release",
        "post /api/conferences/{id}/signals/{name}", "post /api/conferences/{id}/terminate", "post /api/events/dead/redeliver", "post /api/persons/{number}/erase", "post /api/purge", "post /api/threads", "post /api/threads/{id}/commands/{operation}/retry", "post /api/threads/{id}/release",
        "post /api/threads/{id}/signals/{name}", "post /api/threads/{id}/terminate", "post /api/threads/{id}/texts",
    ];

    [Fact]
    public async Task Every_route_is_described_with_summary_parameters_and_answers()
    {
        var document = await DocumentAsync();

        var described = Operations(document).ToList();
        Assert.Equal(Routes, described.Select(o => o.Route).Order(StringComparer.Ordinal));
        Assert.All(described, o => Assert.NotEqual("", o.Operation.GetProperty("summary").GetString()));
        Assert.All(described.SelectMany(o => Parameters(o.Operation)), p => Assert.NotEqual("", p.GetProperty("description").GetString()));
        Assert.All(described.Where(o => o.Route.Contains("/api/", StringComparison.Ordinal)), o =>
        {
            var responses = o.Operation.GetProperty("responses");
            Assert.True(responses.TryGetProperty("401", out var no) && no.GetProperty("content").TryGetProperty("application/problem+json", out _), o.Route);
            Assert.Equal(2, o.Operation.GetProperty("security").GetArrayLength());
        });
    }

    [Fact]
    public async Task Schemas_are_real()
    {
        var document = await DocumentAsync();
        var schemas = document.GetProperty("components").GetProperty("schemas");
        var operations = Operations(document).ToDictionary(o => o.Route, o => o.Operation);

        var call = schemas.GetProperty("CallInfo").GetProperty("properties");
        Assert.Equal("#/components/schemas/GrainState", call.GetProperty("state").GetProperty("$ref").GetString());
        Assert.Equal(["live", "ending", "ended"], schemas.GetProperty("GrainState").GetProperty("enum").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal("integer", call.GetProperty("sequence").GetProperty("type").GetString());
        Assert.Equal("date-time", call.GetProperty("createdAt").GetProperty("format").GetString());
        Assert.Equal("The carrier's id of the call; null until it is known.", call.GetProperty("carrierId").GetProperty("description").GetString());
        Assert.Equal(["flow", "from", "to", "args", "ringTimeout", "at", "carrier"], BodyOf(operations["post /api/calls"]).GetProperty("properties").EnumerateObject().Select(p => p.Name));
        Assert.Equal(["state", "flow", "number", "fault", "cause", "since", "until", "size", "after"], Parameters(operations["get /api/calls"]).Select(p => p.GetProperty("name").GetString()));
        Assert.Equal("integer", Parameters(operations["get /api/calls"])[7].GetProperty("schema").GetProperty("type").GetString());
        Assert.Equal(["text", "media", "carrier"], BodyOf(operations["post /api/threads/{id}/texts"]).GetProperty("properties").EnumerateObject().Select(p => p.Name));
        Assert.Equal(["from", "to", "flow", "args"], BodyOf(operations["post /api/threads"]).GetProperty("properties").EnumerateObject().Select(p => p.Name));
        Assert.Equal("Idempotency-Key", Assert.Single(Parameters(operations["post /api/calls"])).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = await DocumentAsync();

        foreach (var reference in References(document))
        {
            var found = document;
            foreach (var part in reference.TrimStart('#', '/').Split('/'))
            {
                Assert.True(found.TryGetProperty(part, out found), reference);
            }
        }
    }

    private static async Task<JsonElement> DocumentAsync()
    {
        await using var host = await OperationsHost.StartAsync();
        return JsonDocument.Parse(await host.Client.GetStringAsync("/openapi/callgrains.json")).RootElement;
    }

    private static IEnumerable<(string Route, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name} {path.Name}", operation.Value);

    private static List<JsonElement> Parameters(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters) ? [.. parameters.EnumerateArray()] : [];

    private static JsonElement BodyOf(JsonElement operation) =>
        operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema");

    private static IEnumerable<string> References(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(p => p.Name == "$ref" ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
