using System.Xml.Linq;

namespace CallGrains.Simulator.Bxml;

/// <summary>Waits, one second unless told otherwise.</summary>
internal sealed record PauseVerb(TimeSpan Length) : IVerb
{
    private const int Longest = 3600;

    /// <summary>Documents of old say <c>duration</c> instead of <c>length</c>.</summary>
    public static PauseVerb Read(XElement element)
    {
        var fields = Attributes.Of(element);
        return new PauseVerb(TimeSpan.FromSeconds(fields.Whole("length", 1, Longest) ?? fields.Whole("duration", 1, Longest) ?? 1));
    }

    public void Run(BxmlRun run) => run.Stage.Exchange.After(Length, run.Next);
}
