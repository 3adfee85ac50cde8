using System.ComponentModel;
using CallGrains.AspNetCore.Hosting;
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
    /// Maps <c>/api/calls</c>, <c>/api/threads</c>, <c>/api/conferences</c> and what is below them, the same below
    /// <c>/api/live</c> as server-sent events, <c>/api/flows</c>, <c>/api/carriers</c>, <c>/api/figures</c>,
    /// <c>/api/events</c>, <c>/healthz</c>, <c>/readyz</c>, and the description of all of them, the OpenAPI document
    /// <c>callgrains</c>, at <c>/openapi/callgrains.json</c>. <c>MapCallGrainsConsole</c> adds the page that uses them.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <returns>The endpoints below <c>/api</c>, for the host's own policies; they already ask for the API
    /// key.</returns>
    public static IEndpointConventionBuilder MapCallGrainsOperations(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi("/openapi/{documentName}.json").WithMetadata(new AreaMark(AccessArea.Api)).Add(ApiDescription.ForOneDocument);
        MapCallGrainsHealth(endpoints);
        var api = endpoints.MapGroup("/api").WithGroupName(ApiDescription.Document).AddEndpointFilter<ApiFilter>();
        MapCalls(api.MapGroup("/calls").WithTags("calls"));
        MapThreads(api.MapGroup("/threads").WithTags("threads"));
        MapConferences(api.MapGroup("/conferences").WithTags("conferences"));
        MapPersons(api.MapGroup("/persons").WithTags("journal"));
        api.MapGet("/flows", async ([FromServices] FlowUsage census, CancellationToken aborted) => FlowList.Of(await census.CountAsync(aborted)))
            .WithName("listFlows").WithTags("flows").WithSummary("Which flows and versions there are, and how many live calls need each.")
            .Produces<FlowList>().AsApi(ApiRole.Read, 400);
        api.MapGet("/carriers", ([FromServices] CarrierRouter router) => CarrierList.Of(router))
            .WithName("listCarriers").WithTags("carriers").WithSummary("Which carriers there are, and how each has answered this process lately.")
            .Produces<CarrierList>().AsApi(ApiRole.Read, 400);
        api.MapGet("/figures", ([FromServices] FigureQueries figures, CancellationToken aborted) => figures.GetAsync(aborted))
            .WithName("getFigures").WithTags("figures").WithSummary("What this process counted in the last hour, in steps of ten seconds, and how many calls are live.")
            .Produces<Figures>().AsApi(ApiRole.Read, 400);
        MapEvents(api.MapGroup("/events").WithTags("events"));
        MapLive(api.MapGroup("/live"));
        api.MapPost("/purge", (HttpRequest request, [FromServices] PurgeCommand purge) => purge.RunAsync(request))
            .WithName("purge").WithTags("journal").WithSummary("Removes at once what ended long ago from the journal, or says what that would be.")
            .WithDescription("Never what lives, nor a thread whose other side has stopped texts. The settings of CallGrains:Retention do the same by themselves, now and then.")
            .TakesJson<PurgeGrains>(required: true, "What may go, at most 64 KiB.")
            .Produces<PurgeDone>().AsApi(ApiRole.Admin, 400, 413, 415, 501);
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

    private static void MapLive(RouteGroupBuilder api)
    {
        api.MapLive(GrainResource.Call, CallInfo.Of, OperationsJson.Wire.CallInfo);
        api.MapLive(GrainResource.Thread, ThreadInfo.Of, OperationsJson.Wire.ThreadInfo);
        api.MapLive(GrainResource.Conference, ConferenceInfo.Of, OperationsJson.Wire.ConferenceInfo);
    }

    private static void MapEvents(RouteGroupBuilder api)
    {
        api.MapGet("/receivers", ([FromServices] EventQueries events, CancellationToken aborted) => events.ListReceiversAsync(aborted))
            .WithName("listEventReceivers").WithSummary("Who is told what happens, and how deliveries go.")
            .Produces<EventReceiverList>().AsApi(ApiRole.Read, 400);
        api.MapGet("/dead", (
                [FromServices] EventQueries events,
                [FromQuery, Description("Only those of this receiver.")] string? receiver,
                [FromQuery, Description("Items a page, 1 to 1000; 25 by default.")] string? size,
                [FromQuery, Description("The next of the page before; leave it out for the first page.")] string? after,
                CancellationToken aborted) => events.ListDeadAsync(receiver, size, after, aborted))
            .WithName("listDeadEvents").WithSummary("Lists dead letters: events that a receiver did not take, and that are not tried any more.")
            .WithMetadata(EventQueries.Names).Produces<DeadEventPage>().AsApi(ApiRole.Read, 400, 501);
        api.MapPost("/dead/redeliver", (HttpRequest request, [FromServices] EventQueries events) => events.RedeliverAsync(request))
            .WithName("redeliverEvents").WithSummary("Tries dead letters again: one event, or all of a receiver.")
            .TakesJson<RedeliverEvents>(required: true, "Which, at most 64 KiB.")
            .Produces<EventsRedelivered>().AsApi(ApiRole.Operate, 400, 413, 415, 501);
    }

    private static void MapCalls(RouteGroupBuilder api)
    {
        var of = GrainResource.Call;
        api.MapPost("", (HttpRequest request, [FromServices] CallCommands calls, [FromHeader(Name = SendingIds.KeyHeader), Description(GrainRoutes.KeyHelp)] string? key) => calls.StartAsync(request, key))
            .WithName("startCall").WithSummary("Places a call, now or at a time to come, and runs a flow on it.")
            .WithDescription("Answers once the call is durable: it will be placed even if every process dies at this instant.")
            .TakesJson<StartCallRequest>(required: true, "The call, at most 64 KiB.")
            .Produces<CallStarted>(StatusCodes.Status202Accepted).AsApi(ApiRole.Operate, 400, 413, 415, 422);
        api.MapCommand(of, "hangup", "hangUp", "Ends a call, whatever its flow is doing; one that is to be placed later is called off.", g => g.HangUpAsync);
        api.MapCommand(of, "terminate", "terminate", "Ends a call's flow for good, after-call work too, and hangs up.", g => g.TerminateAsync);
        api.MapCommand(of, "release", "release", "Lets a quarantined flow run again.", g => g.ReleaseAsync);
        api.MapSignal(of);
        api.MapCommandWithBody<SpeakRequest>(
            of,
            "speak",
            "Says a sentence into a live call, whatever its flow is doing.",
            "It replaces what is being said or played; the flow is not told of it. 409 when the call cannot be spoken to, with the reason.",
            "The sentence, at most 64 KiB.",
            operators => operators.SpeakAsync);
        api.MapCommandWithBody<RedirectRequest>(
            of,
            "redirect",
            "Gives a live call to another flow, which begins with the call as it is.",
            "The flow of before is dropped where it stands, after-call work too; its timers end, and calls that it made are hung up. 409 when the call cannot be redirected, with the reason.",
            "The flow, at most 64 KiB.",
            operators => operators.RedirectAsync);
        api.MapRetry(of);
        api.MapList(of, CallPage.Of, OperationsJson.Wire.CallPage);
        api.MapGet("/{id}", (
                [FromServices] GrainQueries calls,
                string id,
                [FromQuery, Description("true: and at which line of its source the flow waits; its journal is replayed for that.")] string? position,
                CancellationToken aborted) => calls.GetCallAsync(id, position, aborted))
            .WithName("getCall").WithSummary("Where a call stands, and what it was started with.")
            .WithMetadata(GrainQueries.CallNames).Narrows("position", new OpenApiSchema { Type = JsonSchemaType.Boolean })
            .Explains("id", of.IdHelp).Produces<CallDetails>().AsApi(ApiRole.Read, 400, 404);
        api.MapJournal(of);
    }

    private static void MapThreads(RouteGroupBuilder api)
    {
        var of = GrainResource.Thread;
        api.MapPost("", (HttpRequest request, [FromServices] ThreadCommands threads, [FromHeader(Name = SendingIds.KeyHeader), Description(GrainRoutes.KeyHelp)] string? key) => threads.BeginAsync(request, key))
            .WithName("beginThread").WithSummary("Begins a conversation by text: the flow writes first.")
            .WithDescription("A script that is in the middle of a conversation begins the next one after it. 409 when the other side has stopped texts.")
            .TakesJson<BeginThreadRequest>(required: true, "The conversation, at most 64 KiB.")
            .Produces<ThreadBegun>(StatusCodes.Status202Accepted).AsApi(ApiRole.Operate, 400, 409, 413, 415, 422);
        api.MapPost("/{id}/texts", (HttpRequest request, [FromServices] ThreadCommands threads, string id, [FromHeader(Name = SendingIds.KeyHeader), Description(GrainRoutes.KeyHelp)] string? key) => threads.TextAsync(request, id, key))
            .WithName("textThread").WithSummary("Sends a text to the other side, whether or not a flow answers in the thread.")
            .WithDescription("What the carrier makes of it stands in the thread's journal. 409 when the other side has stopped texts.")
            .TakesJson<SendTextRequest>(required: true, "The text, at most 64 KiB.")
            .Explains("id", of.IdHelp).Produces<MessageTaken>(StatusCodes.Status202Accepted).AsApi(ApiRole.Operate, 400, 404, 409, 413, 415, 422);
        api.MapCommand(of, "terminate", "terminate", "Ends a thread's flow for good: texts are journalled, and no conversation begins any more.", g => g.TerminateAsync);
        api.MapCommand(of, "release", "release", "Lets a quarantined flow run again.", g => g.ReleaseAsync);
        api.MapSignal(of);
        api.MapRetry(of);
        api.MapList(of, ThreadPage.Of, OperationsJson.Wire.ThreadPage);
        api.MapOne(of, ThreadInfo.Of, OperationsJson.Wire.ThreadInfo);
        api.MapJournal(of);
    }

    private static void MapPersons(RouteGroupBuilder api)
    {
        const string Help = "The person's number as the journal has it, such as +15550123.";
        api.MapGet("/{number}", ([FromServices] PersonCommands persons, string number, HttpContext context, CancellationToken aborted) => persons.ExportAsync(number, context, aborted))
            .WithName("getPerson").WithSummary("All that the journal has of one person: the calls and threads with a number.")
            .Explains("number", Help).Produces<PersonJournals>().AsApi(ApiRole.Admin, 400);
        api.MapPost("/{number}/erase", (HttpRequest request, [FromServices] PersonCommands persons, string number) => persons.EraseAsync(number, request))
            .WithName("erasePerson").WithSummary("Removes from the journal the calls and threads with a number that are over, and says what had to stay.")
            .TakesJson<ErasePerson>(required: false, "Whether it is only counted; nothing for no.")
            .Explains("number", Help).Produces<PersonErased>().AsApi(ApiRole.Admin, 400, 413, 415, 501);
    }

    private static void MapConferences(RouteGroupBuilder api)
    {
        var of = GrainResource.Conference;
        api.MapCommand(of, "hangup", "hangUp", "Ends a conference and hangs up its calls; the next call that joins makes a new one.", g => g.HangUpAsync);
        api.MapCommand(of, "terminate", "terminate", "Ends a conference and its flow for good: nobody can join one of this name any more.", g => g.TerminateAsync);
        api.MapCommand(of, "release", "release", "Lets a quarantined flow run again.", g => g.ReleaseAsync);
        api.MapSignal(of);
        api.MapList(of, ConferencePage.Of, OperationsJson.Wire.ConferencePage);
        api.MapOne(of, ConferenceInfo.Of, OperationsJson.Wire.ConferenceInfo);
        api.MapJournal(of);
    }
}
