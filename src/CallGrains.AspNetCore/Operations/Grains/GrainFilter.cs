using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// The query of a list, as it was sent: text, so that a wrong value gets an answer that says what is wrong.
/// </summary>
internal sealed class GrainFilter
{
    /// <summary>The parameters there are.</summary>
    public static readonly QueryNames Names = new(["state", "flow", "number", "fault", "cause", "since", "until", "size", "after"]);

    [FromQuery(Name = "state"), Description("Only those in this state: live, ending or ended.")]
    public string? State { get; init; }

    [FromQuery(Name = "flow"), Description("Only those of this flow.")]
    public string? Flow { get; init; }

    [FromQuery(Name = "number"), Description("Only those from or to this number: E.164 (+15550100, the plus as %2B), a SIP address, or a short code.")]
    public string? Number { get; init; }

    [FromQuery(Name = "fault"), Description("true: only those whose flow something stops, or has failed. false: only the others.")]
    public string? Fault { get; init; }

    [FromQuery(Name = "cause"), Description("Only those that ended for this cause, such as NO_ANSWER or CANCELLED; threads: STOPPED.")]
    public string? Cause { get; init; }

    [FromQuery(Name = "since"), Description("Only those that began at this time or later: ISO 8601 with its offset (2026-11-30T09:00:00Z).")]
    public string? Since { get; init; }

    [FromQuery(Name = "until"), Description("Only those that began before this time.")]
    public string? Until { get; init; }

    [FromQuery(Name = "size"), Description("Items a page, 1 to 1000; 25 by default.")]
    public string? Size { get; init; }

    [FromQuery(Name = "after"), Description("The next of the page before; leave it out for the first page.")]
    public string? After { get; init; }
}
