using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Media;

namespace CallGrains.Simulator.Bxml;

/// <summary>Where a document comes from: addresses in it may be relative to the call's callback URL.</summary>
internal sealed record Origin(Uri? Url, SoundFiles Files)
{
    public static Origin Of(Call call, SoundFiles files) => new(call.Callback is { } target ? new Uri(target.Url) : null, files);

    /// <summary>An absolute form of what stands in a document; as it is when that is impossible.</summary>
    public string Absolute(string address) => Url is not null && Uri.TryCreate(Url, address, out var url) ? url.AbsoluteUri : address;
}
