using System.Text.Json;
using CallGrains.Telnyx.Rest;

namespace CallGrains.Telnyx;

/// <summary>
/// Opens the file of a recording: two requests, one for a link, which lives for ten minutes, and one for the file. A
/// recording that the carrier does not know was reported a moment ago all the same, so it is not there yet.
/// </summary>
internal sealed class RecordingOpener(TelnyxHttp http, TelnyxOptions options)
{
    public async Task<RecordingMedia> OpenAsync(string recordingId, CancellationToken cancellationToken)
    {
        var path = $"recordings/{Uri.EscapeDataString(recordingId)}";
        try
        {
            var link = LinkOf(recordingId, await http.GetAsync(path, null, cancellationToken));
            var file = await http.OpenAsync(link, cancellationToken);
            var content = await file.Content.ReadAsStreamAsync(cancellationToken);
            var resource = new Uri($"{options.BaseUrl.AbsoluteUri.TrimEnd('/')}/v2/{path}");
            return new RecordingMedia(content, resource, file.Content.Headers.ContentLength, file.Content.Headers.ContentType?.MediaType, new Owner(file));
        }
        catch (CarrierException e) when (e.Error.Status is 404 or 403 && e.Effect == RequestEffect.Refused && e.Error.Code != "10010")
        {
            throw new CarrierException(e.Error, RequestEffect.None, e) { RetryAfter = e.RetryAfter };
        }
    }

    private static Uri LinkOf(string id, JsonElement answer)
    {
        var recording = answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object ? data : default;
        var urls = recording.ValueKind == JsonValueKind.Object && recording.TryGetProperty("download_urls", out var links) && links.ValueKind == JsonValueKind.Object ? links : default;
        var url = urls.ValueKind == JsonValueKind.Object ? Fields.Text(urls, "wav") ?? Fields.Text(urls, "mp3") : null;
        return Uri.TryCreate(url, UriKind.Absolute, out var link) && (link.Scheme is "http" or "https")
            ? link
            : throw new CarrierException(new CarrierError(0, null, "recording-not-complete", $"Recording {id} has no file yet."), RequestEffect.None);
    }

    private sealed class Owner(HttpResponseMessage response) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            response.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
