using System.Xml.Linq;
using CallGrains.Simulator.Gathers;

namespace CallGrains.Simulator.Bxml;

/// <summary>Sends keys to the far party.</summary>
internal sealed record SendDtmfVerb(string Tones) : IVerb
{
    public static SendDtmfVerb Read(XElement element) => new(DtmfRoutes.Check(element.Value.Trim()));

    public void Run(BxmlRun run) => run.Stage.Exchange.After(run.Stage.Keys.FromApplication(run.Call, Tones), run.Next);
}
