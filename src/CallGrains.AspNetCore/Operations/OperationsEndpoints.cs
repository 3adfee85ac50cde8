using System.ComponentModel;
using System.Text.Json;
using CallGrains.AspNetCore.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the control API into an application.</summary>
public static class OperationsEndpoints
{
    /// <summary>
    /// Maps <c>/api/calls</c> and what is below it, <c>/api/flows</c>, <c>/healthz</c>, <c>/readyz</c>, and the
    /// description of all of them, the OpenAPI document <c>callgrains</c>, at <c>/openapi/callgrains.json</c>.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <returns>The endpoints below <c>/api</c>, for the host's own policies; they already ask for the API
    /// key.</returns>
    public static IEndpointConventionBuilder MapCallGrainsOperations(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi("/openapi/{documentName}.json").Add(ApiDescription.ForOneDocument);
        MapCallGrainsHealth(endpoints);
        var api = endpoints.MapGroup("/api").WithGroupName(ApiDescription.Document).AddEndpointFilter<ApiFilter>();
        var calls = api.MapGroup("/calls").WithTags("calls");
        MapCommands(calls);
        MapQueries(calls);
        api.MapGet("/flows", async ([FromServices] FlowUsage census, CancellationToken aborted) => FlowList.Of(await census.CountAsync(aborted)))
            .WithName("listFlows").WithTags("flows").WithSummary("Which flows and versions there are, and how many live calls need each.")
            .Produces<FlowList>().AsApi();
        return api;
    }

    /// <summary>Maps <c>/healthz</c> and <c>/readyz</c> alone, for a process that serves no API.</summary>
    /// <param name="endpoints">The application's endpoints.</param>
    public static void MapCallGrainsHealth(this IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup("").WithGroupName(ApiDescription.Document);
        health.MapGet("/healthz", () => TypedResults.Json(new HealthReport("up"), OperationsJson.Wire.HealthReport))
            .WithName("callGrainsHealth").WithTags("health").WithSummary("Whether the process is up.").Produces<HealthReport>();
        health.MapGet("/readyz", ([FromServices] Readiness readiness, CancellationToken aborted) => readiness.ReportAsync(aborted))
            .WithName("callGrainsReadiness").WithTags("health").WithSummary("Whether the process can take work, and what is missing.")
            .Produces<ReadinessReport>().Produces<ReadinessReport>(StatusCodes.Status503ServiceUnavailable);
    }

    private static void MapCommands(RouteGroupBuilder api)
    {
        api.MapPost("", (HttpRequest request, [FromServices] CallCommands calls, [FromHeader(Name = CallIds.KeyHeader), Description(KeyHelp)] string? key) => calls.StartAsync(request, key))
            .WithName("startCall").WithSummary("Places a call and runs a flow on it.")
            .WithDescription("Answers once the call is durable: it will be placed even if every process dies at this instant.")
            .TakesJson<StartCallRequest>(required: true, "The call, at most 64 KiB.")
            .Produces<CallStarted>(StatusCodes.Status202Accepted).AsApi(400, 409, 413, 415);
        api.MapPost("/{id}/hangup", ([FromServices] CallCommands calls, [Description(IdHelp)] string id) => calls.HangUpAsync(id))
            .WithName("hangUpCall").WithSummary("Ends a call, whatever its flow is doing.")
            .Produces<MessageTaken>(StatusCodes.Status202Accepted).AsApi(404, 409);
        api.MapPost("/{id}/signals/{name}", (
                HttpRequest request,
                [FromServices] CallCommands calls,
                [Description(IdHelp)] string id,
                [Description("What the flow waits for, 1 to 128 characters.")] string name,
                [FromHeader(Name = CallIds.KeyHeader), Description(KeyHelp)] string? key) => calls.SignalAsync(request, id, name, key))
            .WithName("signalCall").WithSummary("Sends a durable signal to a call's flow.")
            .TakesJson<JsonElement>(required: false, "What the flow is given: any JSON value, at most 64 KiB; nothing for none.")
            .Produces<MessageTaken>(StatusCodes.Status202Accepted).AsApi(400, 404, 409, 413, 415);
    }

    private static void MapQueries(RouteGroupBuilder api)
    {
        api.MapGet("", ([AsParameters] CallFilter filter, [FromServices] CallQueries calls, CancellationToken aborted) => calls.ListAsync(filter, aborted))
            .WithName("listCalls").WithSummary("Lists calls, newest first, one page at a time.")
            .Narrows("state", new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["live", "ending", "ended"] })
            .Narrows("size", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "1000", Default = 25 })
            .Produces<CallPage>().AsApi(400);
        api.MapGet("/{id}", ([FromServices] CallQueries calls, [Description(IdHelp)] string id, CancellationToken aborted) => calls.GetAsync(id, aborted))
            .WithName("getCall").WithSummary("Where a call stands.")
            .Produces<CallInfo>().AsApi(404);
        api.MapGet("/{id}/journal", ([FromServices] CallQueries calls, [Description(IdHelp)] string id, CancellationToken aborted) => calls.ExportAsync(id, aborted))
            .WithName("getCallJournal").WithSummary("All that is recorded of a call, callbacks as they were received.")
            .Produces<CallJournal>().AsApi(404);
    }

    private const string IdHelp = "The call's id, from startCall or listCalls.";
    private const string KeyHelp = "1 to 255 characters; sending the same key again does nothing twice and gives the same id.";
}
