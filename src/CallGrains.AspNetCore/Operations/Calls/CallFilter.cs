using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// The query of <c>GET /api/calls</c>, as it was sent: text, so that a wrong value gets an answer that says what is
/// wrong.
/// </summary>
internal sealed class CallFilter
{
    [FromQuery(Name = "state"), Description("Only calls in this state: live, ending or ended.")]
    public string? State { get; init; }

    [FromQuery(Name = "flow"), Description("Only calls of this flow.")]
    public string? Flow { get; init; }

    [FromQuery(Name = "number"), Description("Only calls from or to this number: E.164 (+15550100, the plus as %2B) or a SIP address.")]
    public string? Number { get; init; }

    [FromQuery(Name = "size"), Description("Calls a page, 1 to 1000; 25 by default.")]
    public string? Size { get; init; }

    [FromQuery(Name = "after"), Description("The next of the page before; leave it out for the first page.")]
    public string? After { get; init; }
}
