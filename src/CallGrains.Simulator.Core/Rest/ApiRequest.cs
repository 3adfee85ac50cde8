using CallGrains.Simulator.Media;


namespace CallGrains.Simulator.Rest;

/// <summary>One REST request, its body already read.</summary>
internal sealed class ApiRequest(RestRequest http, Fields body, ReadOnlyMemory<byte> bytes, Urls urls, SoundFiles sounds)
{
    public Fields Body => body;

    public ReadOnlyMemory<byte> Bytes => bytes;

    public Urls Urls => urls;

    /// <summary>The files that it may name.</summary>
    public SoundFiles Sounds => sounds;

    public RestRequest Http => http;

    public string Route(string name) => http.Route(name);

    /// <summary>A query parameter; null when absent or empty.</summary>
    public string? Query(string name) => http.Query(name);
}
