using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace CallGrains.AspNetCore.Operations;

/// <summary>The endpoints that calls, threads and conferences have alike.</summary>
internal static class GrainRoutes
{
    public const string KeyHelp = "1 to 255 characters; sending the same key again does nothing twice and gives the same id.";

    /// <summary>The list.</summary>
    public static void MapList<TPage>(this RouteGroupBuilder api, GrainResource of, Func<GrainPage, TPage> tell, JsonTypeInfo<TPage> form) =>
        api.MapGet("", ([AsParameters] GrainFilter filter, [FromServices] GrainQueries grains, CancellationToken aborted) => grains.ListAsync(of, filter, tell, form, aborted))
            .WithName($"list{of.Name}s").WithSummary($"Lists {of.Plural}, newest first, one page at a time.")
            .WithDescription("A query parameter that is not listed here is refused.")
            .Filters().Produces<TPage>().AsApi(ApiRole.Read, 400);

    /// <summary>The list, and one of them, as they change.</summary>
    public static void MapLive<T>(this RouteGroupBuilder api, GrainResource of, Func<GrainSummary, T> tell, JsonTypeInfo<T> form)
    {
        var live = api.MapGroup($"/{of.Plural}").WithTags("live");
        live.MapGet("", ([AsParameters] GrainFilter filter, [FromServices] LiveFeeds feeds, CancellationToken aborted) => feeds.ListAsync(of, filter, tell, form, aborted))
            .WithName($"watch{of.Name}s").WithSummary($"One page of {of.Plural}, and then what changes in it.")
            .WithDescription("Server-sent events: snapshot, then change, each with version, items (those that are new or changed), order (all ids of the page) and next; trouble with detail; beat.")
            .Filters().Produces<string>(StatusCodes.Status200OK, "text/event-stream").AsApi(ApiRole.Read, 400);
        live.MapGet("/{id}", ([FromServices] LiveFeeds feeds, string id, HttpRequest request, CancellationToken aborted) => feeds.OneAsync(of, id, request, tell, form, aborted))
            .WithName($"watch{of.Name}").WithSummary($"A {of.Word} with its journal, and then each entry that it gets.")
            .WithDescription("Server-sent events: snapshot or, for a reader that sends Last-Event-ID, change; each with grain and journal, whose entries are those after the reader's; gone; trouble with detail; beat.")
            .Explains("id", of.IdHelp).Produces<string>(StatusCodes.Status200OK, "text/event-stream").AsApi(ApiRole.Read, 400, 404);
    }

    private static RouteHandlerBuilder Filters(this RouteHandlerBuilder list) => list
        .WithMetadata(GrainFilter.Names)
        .Narrows("state", new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["live", "ending", "ended"] })
        .Narrows("fault", new OpenApiSchema { Type = JsonSchemaType.Boolean })
        .Narrows("since", new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" })
        .Narrows("until", new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" })
        .Narrows("size", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "1000", Default = 25 });

    /// <summary>One of them.</summary>
    public static void MapOne<T>(this RouteGroupBuilder api, GrainResource of, Func<GrainSummary, T> tell, JsonTypeInfo<T> form) =>
        api.MapGet("/{id}", ([FromServices] GrainQueries grains, string id, CancellationToken aborted) => grains.GetAsync(of, id, tell, form, aborted))
            .WithName($"get{of.Name}").WithSummary($"Where a {of.Word} stands.")
            .Explains("id", of.IdHelp).Produces<T>().AsApi(ApiRole.Read, 400, 404);

    /// <summary>Its journal.</summary>
    public static void MapJournal(this RouteGroupBuilder api, GrainResource of) =>
        api.MapGet("/{id}/journal", ([FromServices] GrainQueries grains, string id, HttpContext context, CancellationToken aborted) => grains.ExportAsync(of, id, context, aborted))
            .WithName($"get{of.Name}Journal").WithSummary($"All that is recorded of a {of.Word}, callbacks as they were received.")
            .Explains("id", of.IdHelp).Produces<GrainJournal>().AsApi(ApiRole.Read, 400, 404);

    /// <summary>The commands that have no body: <c>hangup</c>, <c>terminate</c>, <c>release</c>.</summary>
    public static void MapCommand(this RouteGroupBuilder api, GrainResource of, string path, string name, string summary, Func<GrainCommands, Func<GrainResource, string, Task<IResult>>> command) =>
        api.MapPost($"/{{id}}/{path}", ([FromServices] GrainCommands grains, string id) => command(grains)(of, id))
            .WithName($"{name}{of.Name}").WithSummary(summary)
            .Explains("id", of.IdHelp).Produces<MessageTaken>(StatusCodes.Status202Accepted).AsApi(ApiRole.Operate, 400, 404, 409);

    /// <summary>Signals.</summary>
    public static void MapSignal(this RouteGroupBuilder api, GrainResource of) =>
        api.MapPost("/{id}/signals/{name}", (
                HttpRequest request,
                [FromServices] GrainCommands grains,
                string id,
                [Description("What the flow waits for, 1 to 128 characters.")] string name,
                [FromHeader(Name = SendingIds.KeyHeader), Description(KeyHelp)] string? key) => grains.SignalAsync(of, request, id, name, key))
            .WithName($"signal{of.Name}").WithSummary($"Sends a durable signal to a {of.Word}'s flow.")
            .TakesJson<JsonElement>(required: false, "What the flow is given: any JSON value, at most 64 KiB; nothing for none.")
            .Explains("id", of.IdHelp).Produces<MessageTaken>(StatusCodes.Status202Accepted).AsApi(ApiRole.Operate, 400, 404, 409, 413, 415, 422);

    /// <summary>What people do to a live call with a body: <c>speak</c>, <c>redirect</c>.</summary>
    public static void MapCommandWithBody<TBody>(this RouteGroupBuilder api, GrainResource of, string path, string summary, string description, string body, Func<OperatorCommands, Func<GrainResource, HttpRequest, string, string?, Task<IResult>>> command) =>
        api.MapPost($"/{{id}}/{path}", (HttpRequest request, [FromServices] OperatorCommands operators, string id, [FromHeader(Name = SendingIds.KeyHeader), Description(KeyHelp)] string? key) => command(operators)(of, request, id, key))
            .WithName($"{path}{of.Name}").WithSummary(summary).WithDescription(description)
            .TakesJson<TBody>(required: true, body)
            .Explains("id", of.IdHelp).Produces<MessageTaken>(StatusCodes.Status202Accepted).AsApi(ApiRole.Operate, 400, 404, 409, 413, 415, 422);

    /// <summary>A command again that failed.</summary>
    public static void MapRetry(this RouteGroupBuilder api, GrainResource of) =>
        api.MapPost("/{id}/commands/{operation}/retry", (
                [FromServices] OperatorCommands operators,
                string id,
                [Description("The command's number in the journal.")] string operation,
                [FromHeader(Name = SendingIds.KeyHeader), Description(KeyHelp)] string? key) => operators.RetryAsync(of, id, operation, key))
            .WithName($"retry{of.Name}Command").WithSummary($"Sends a command of a {of.Word} again that the carrier refused, or that nobody can tell of.")
            .WithDescription("The flow has had its answer, and is not told of another one. 409 when the command cannot be sent again, with the reason.")
            .Explains("id", of.IdHelp).Produces<MessageTaken>(StatusCodes.Status202Accepted).AsApi(ApiRole.Operate, 400, 404, 409, 422);
}
