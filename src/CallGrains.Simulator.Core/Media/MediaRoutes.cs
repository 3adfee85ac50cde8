using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Media;

/// <summary><c>/media</c>: upload, download, delete, list. Names may hold slashes, escaped or not.</summary>
internal sealed class MediaRoutes(MediaStore store)
{
    public void Map(RouteTable user, RestGate gate)
    {
        user.MapGet("/media", gate.Carrier(List));
        user.MapPut("/media/{**name}", gate.Carrier(Put, BodyKind.Raw));
        user.MapGet("/media/{**name}", gate.Carrier(Get));
        user.MapDelete("/media/{**name}", gate.Carrier(Delete));
    }

    private static string Name(ApiRequest request)
    {
        var name = request.Route("name").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        return name.Length > 0 ? name : throw ApiError.Invalid("The path needs a media name: /media/{name}.");
    }

    private ApiReply List(ApiRequest request) => ApiReply.Json(Json.Array(store.All.Select(entry => Json.Object(
        ("mediaName", entry.Key), ("contentLength", entry.Value.Length), ("content", request.Urls.Media(entry.Key))))));

    private ApiReply Put(ApiRequest request)
    {
        var type = request.Http.ContentType ?? "application/octet-stream";
        store.Put(Name(request), MediaFile.Of(type, request.Http.Header("Cache-Control"), request.Bytes));
        return ApiReply.Ok;
    }

    private ApiReply Get(ApiRequest request) => ApiReply.Ok with { Content = store.Find(Name(request)) ?? throw Missing(request) };

    private ApiReply Delete(ApiRequest request) => store.Remove(Name(request)) ? ApiReply.Ok : throw Missing(request);

    private static ApiError Missing(ApiRequest request) =>
        ApiError.NotFound("media-not-found", $"There is no media file '{Name(request)}'.", ("mediaName", Name(request)));
}
