using System.Xml.Linq;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Bxml;

/// <summary>Goes on with another document; what follows it is skipped.</summary>
internal sealed record RedirectVerb(CallbackTarget Target) : IVerb
{
    public static RedirectVerb Read(XElement element, Origin origin) =>
        new(Attributes.Of(element).Target(origin) ?? throw ApiError.BadRequest("missing-property", "<Redirect> needs a requestUrl."));

    public void Run(BxmlRun run)
    {
        run.SkipRest();
        run.Ask(Target, "redirect", ("from", run.Call.From), ("to", run.Call.To), ("callState", "active"));
        run.Next();
    }
}
