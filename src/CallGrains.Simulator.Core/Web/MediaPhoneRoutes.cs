using CallGrains.Simulator.Media;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Web;

/// <summary>
/// <c>/sim/media/{name}</c>: the account's files without its credentials, so that a page can show pictures and play
/// recordings; and where a phone puts the picture it is about to send.
/// </summary>
internal sealed class MediaPhoneRoutes(MediaStore store)
{
    public void Map(RouteTable app, RestGate gate)
    {
        app.MapGet("/sim/media/{**name}", gate.Phone(Get));
        app.MapPut("/sim/media/{**name}", gate.Phone(Put, BodyKind.Raw));
    }

    /// <summary>Whatever an application stored, it must not run as a part of the page.</summary>
    private ApiReply Get(ApiRequest request)
    {
        var name = Name(request);
        var file = store.Find(name) ?? throw ApiError.NotFound("media-not-found", $"There is no media file '{name}'.", ("mediaName", name));
        return ApiReply.Ok with { Content = file, MoreHeaders = [("Content-Security-Policy", "sandbox"), ("X-Content-Type-Options", "nosniff")] };
    }

    private ApiReply Put(ApiRequest request)
    {
        var name = Name(request);
        store.Put(name, MediaFile.Of(request.Http.ContentType ?? "application/octet-stream", null, request.Bytes));
        return ApiReply.Created(request.Urls.Media(name));
    }

    private static string Name(ApiRequest request) => request.Route("name").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
