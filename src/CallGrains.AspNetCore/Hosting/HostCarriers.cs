namespace CallGrains.AspNetCore.Hosting;

/// <summary>The carriers that a host can have, by their names.</summary>
internal static class HostCarriers
{
    public const string Bandwidth = "bandwidth", Telnyx = "telnyx";
}
