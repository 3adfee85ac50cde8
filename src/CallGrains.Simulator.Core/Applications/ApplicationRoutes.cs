using System.Text.Json.Nodes;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Applications;

/// <summary><c>/applications</c>: create, list, read, change, delete. Deleting one unlinks its numbers.</summary>
internal sealed class ApplicationRoutes(Ids ids, ApplicationStore store, NumberStore numbers)
{
    public void Map(RouteTable user, RestGate gate)
    {
        user.MapPost("/applications", gate.Carrier(Create));
        user.MapGet("/applications", gate.Carrier(request => Paging.Page(request, store.All, Render)));
        user.MapGet("/applications/{id}", gate.Carrier(request => ApiReply.Json(Render(Find(request)))));
        user.MapPost("/applications/{id}", gate.Carrier(Update));
        user.MapDelete("/applications/{id}", gate.Carrier(Delete));
    }

    private ApiReply Create(ApiRequest request)
    {
        var name = request.Body.Required("name", "application");
        var application = Read(request.Body, new Application("", name)) with { Id = ids.Next("a") };
        store.Put(application);
        return ApiReply.Created(request.Urls.Application(application.Id));
    }

    private ApiReply Update(ApiRequest request)
    {
        store.Put(Read(request.Body, Find(request)));
        return ApiReply.Ok;
    }

    private ApiReply Delete(ApiRequest request)
    {
        var application = Find(request);
        store.Remove(application.Id);
        numbers.Unlink(application.Id);
        return ApiReply.Ok;
    }

    private Application Find(ApiRequest request) => store.Find(request.Route("id"))
        ?? throw ApiError.NotFound("application-not-found", $"The application {request.Route("id")} does not exist.", ("applicationId", request.Route("id")));

    /// <summary>What the request leaves out stays as it was.</summary>
    private static Application Read(Fields body, Application before)
    {
        var read = before with
        {
            Name = body.Has("name") ? body.Required("name", "application") : before.Name,
            IncomingCallUrl = body.Url("incomingCallUrl", "validation-error") ?? before.IncomingCallUrl,
            IncomingCallTimeout = body.Whole("incomingCallUrlCallbackTimeout", 1, CallbackTarget.MaxTimeout) ?? before.IncomingCallTimeout,
            IncomingCallFallbackUrl = body.Url("incomingCallFallbackUrl", "validation-error") ?? before.IncomingCallFallbackUrl,
            IncomingMessageUrl = body.Url("incomingMessageUrl", "validation-error") ?? before.IncomingMessageUrl,
            IncomingMessageTimeout = body.Whole("incomingMessageUrlCallbackTimeout", 1, CallbackTarget.MaxTimeout) ?? before.IncomingMessageTimeout,
            IncomingMessageFallbackUrl = body.Url("incomingMessageFallbackUrl", "validation-error") ?? before.IncomingMessageFallbackUrl,
            CallbackHttpMethod = body.Choice("callbackHttpMethod", "POST", "GET") ?? before.CallbackHttpMethod,
            AutoAnswer = body.Flag("autoAnswer") ?? before.AutoAnswer,
        };
        Check(read);
        return read;
    }

    private static void Check(Application read)
    {
        if (read.IncomingCallUrl is null && read.IncomingMessageUrl is null)
        {
            throw ApiError.Invalid("An application needs an 'incomingCallUrl', an 'incomingMessageUrl', or both.");
        }

        if (read.IncomingCallFallbackUrl is not null && read.IncomingCallUrl is null)
        {
            throw ApiError.Invalid("'incomingCallFallbackUrl' needs an 'incomingCallUrl'.");
        }

        if (read.IncomingMessageFallbackUrl is not null && read.IncomingMessageUrl is null)
        {
            throw ApiError.Invalid("'incomingMessageFallbackUrl' needs an 'incomingMessageUrl'.");
        }
    }

    private static JsonObject Render(Application application) => Json.Object(
        ("id", application.Id),
        ("name", application.Name),
        ("incomingCallUrl", application.IncomingCallUrl),
        ("incomingCallUrlCallbackTimeout", application.IncomingCallTimeout),
        ("incomingCallFallbackUrl", application.IncomingCallFallbackUrl),
        ("incomingMessageUrl", application.IncomingMessageUrl),
        ("incomingMessageUrlCallbackTimeout", application.IncomingMessageTimeout),
        ("incomingMessageFallbackUrl", application.IncomingMessageFallbackUrl),
        ("callbackHttpMethod", application.CallbackHttpMethod),
        ("autoAnswer", application.AutoAnswer));
}
