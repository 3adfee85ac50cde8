using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Media;
using CallGrains.Simulator.Recordings;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary>
/// Links to the files of recordings: keys themselves, which open for ten minutes of the carrier's time.
/// </summary>
internal sealed class RecordingLinks(Exchange exchange, Func<Urls> urls, SigningKey key, MediaStore media)
{
    private const int LifeSeconds = 600;

    public void Map(RouteTable app, RestGate gate) => app.MapGet("/recordings/{recordingId}.wav", gate.Phone(Get));

    public string Make(Recording recording)
    {
        var until = (exchange.Now.ToUnixTimeSeconds() + LifeSeconds).ToString(CultureInfo.InvariantCulture);
        return $"{urls().Root}/recordings/{recording.Id}.wav?X-Amz-Expires={LifeSeconds}&file={Uri.EscapeDataString(recording.MediaName)}&until={until}&key={KeyOf(recording.MediaName, until)}";
    }

    private ApiReply Get(ApiRequest request)
    {
        var (file, until) = (request.Query("file") ?? "", request.Query("until") ?? "");
        var genuine = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Query("key") ?? ""), Encoding.UTF8.GetBytes(KeyOf(file, until)));
        return !genuine || exchange.Now.ToUnixTimeSeconds() > long.Parse(until, CultureInfo.InvariantCulture) ? throw ApiError.Forbidden("access-denied", "The link has expired, or is none of ours.")
            : media.Find(file) is { } found ? ApiReply.Ok with { Content = found }
            : throw ApiError.NotFound("media-not-found", "The recording was deleted.");
    }

    private string KeyOf(string file, string until) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key.Sign(until, file))))[..32];
}
