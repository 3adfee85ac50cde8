namespace CallGrains.Telnyx.Tests;

/// <summary>A leg at Telnyx.</summary>
internal sealed class TelnyxCall(string id, string leg, string direction, string from, string to)
{
    public string Id => id;

    public string Leg => leg;

    public string Direction => direction;

    public string From => from;

    public string To => to;

    public string? State { get; set; }

    /// <summary>Where it is reported; null for the application's URL.</summary>
    public Uri? Url { get; set; }

    public bool IsAnswered { get; set; }

    public string? EndTime { get; set; }

    public bool IsOver => EndTime is not null;

    public bool Gathers { get; set; }

    public string? Loop { get; set; }
}
