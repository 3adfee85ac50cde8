using System.Text;
using System.Xml;
using System.Xml.Linq;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Bxml;

/// <summary>Reads a document: <c>&lt;Response&gt;</c> with verbs that run in order.</summary>
internal static class BxmlDocument
{
    private const int MaxBytes = 16 * 1024;
    private const string Verbs = "Gather, Hangup, Pause, PlayAudio, Record, Redirect, SendDtmf, SpeakSentence, Transfer";

    /// <exception cref="BxmlException">The document is too long, no XML, or not what the carrier takes.</exception>
    public static IReadOnlyList<IVerb> Parse(string text, Origin origin)
    {
        if (Encoding.UTF8.GetByteCount(text) > MaxBytes)
        {
            throw new BxmlException($"The document has more than {MaxBytes} bytes; send less, and go on with a Redirect.");
        }

        var root = Load(text);
        if (root.Name.LocalName != "Response")
        {
            throw new BxmlException($"The document begins with <{root.Name.LocalName}>; begin it with <Response>.");
        }

        try
        {
            return [.. root.Elements().Select(element => ToVerb(element, origin))];
        }
        catch (ApiError error)
        {
            throw new BxmlException(error.Message, error);
        }
    }

    private static XElement Load(string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text.Trim()), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            return XElement.Load(reader);
        }
        catch (XmlException fault)
        {
            throw new BxmlException($"The document is no XML: {fault.Message}", fault);
        }
    }

    private static IVerb ToVerb(XElement element, Origin origin) => element.Name.LocalName switch
    {
        "Gather" => GatherVerb.Read(element, origin),
        "Hangup" => new HangupVerb(),
        "Pause" => PauseVerb.Read(element),
        "PlayAudio" or "SpeakSentence" => SoundVerb.Read(element, origin),
        "Record" => RecordVerb.Read(element, origin),
        "Redirect" => RedirectVerb.Read(element, origin),
        "SendDtmf" => SendDtmfVerb.Read(element),
        "Transfer" => TransferVerb.Read(element, origin),
        var other => throw new BxmlException($"<{other}> is no verb; use one of: {Verbs}."),
    };
}
