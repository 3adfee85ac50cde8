namespace CallGrains.AspNetCore.Hosting;

/// <summary>The settings of section <c>CallGrains:Telemetry</c>.</summary>
public sealed class TelemetrySettings
{
    /// <summary>
    /// Whether the program <c>callgrains-host</c> serves its metrics at <c>/metrics</c>, as Prometheus reads them, to
    /// whoever may use the control API; false by default. An application of your own adds the exporter itself.
    /// </summary>
    public bool Prometheus { get; set; }

    /// <summary>
    /// Whether the program <c>callgrains-host</c> serves Orleans' own dashboard at <c>/orleans</c>, to whoever may use
    /// the control API: a browser asks for a name, which may be any, and for a key as password. False by default. It
    /// measures each call to a grain, which costs; a process without a silo has none.
    /// </summary>
    public bool OrleansDashboard { get; set; }

    /// <summary>
    /// Whether what CallGrains logs shows phone numbers, and tokens of signed URLs; false, the default, masks them.
    /// Metrics and traces never hold any.
    /// </summary>
    public bool ShowNumbers { get; set; }
}
