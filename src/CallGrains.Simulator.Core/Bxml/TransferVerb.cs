using System.Xml.Linq;
using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Bxml;

/// <summary>Rings up to seven others at once and connects the first that answers.</summary>
internal sealed record TransferVerb(Fields Asked, IReadOnlyList<string> Targets, IReadOnlyList<AudioRequest> Whispers, RecordVerb? Record, string? RequestUrl) : IVerb
{
    private const int MostTargets = 7;

    public TimeSpan RequestTimeout => TimeSpan.FromMilliseconds(Asked.Whole("requestUrlTimeout", 1, 60_000) ?? 30_000);

    public static TransferVerb Read(XElement element, Origin origin)
    {
        var fields = Attributes.Of(element);
        var targets = new List<string>();
        if (fields.Text("transferTo") is { } to)
        {
            targets.Add(to);
        }

        targets.AddRange(element.Elements("PhoneNumber").Select(child => child.Value.Trim()));
        if (targets.Count is 0 or > MostTargets)
        {
            throw new BxmlException($"<Transfer> names {targets.Count} targets; name 1 to {MostTargets}, with transferTo and <PhoneNumber>.");
        }

        if (element.Elements().FirstOrDefault(child => child.Name.LocalName is not ("PhoneNumber" or "SpeakSentence" or "PlayAudio" or "Record")) is { } other)
        {
            throw new BxmlException($"<Transfer> holds <{other.Name.LocalName}>; it takes PhoneNumber, SpeakSentence, PlayAudio and Record.");
        }

        fields.Whole("callTimeout", 1, CallOrder.MaxTimeoutSeconds);
        fields.Choice("diversionTreatment", "none", "propagate", "stack");
        fields.Choice("diversionReason", Diversion.Reasons);
        var whispers = element.Elements().Where(child => child.Name.LocalName is "SpeakSentence" or "PlayAudio").Select(child => SoundVerb.Read(child, origin).Sound);
        var record = element.Element("Record") is { } recorded ? RecordVerb.Read(recorded, origin) : null;
        return new TransferVerb(fields, targets, [.. whispers], record, fields.Text("requestUrl"));
    }

    public void Run(BxmlRun run)
    {
        if (Targets.FirstOrDefault(target => !Address.IsNumber(target) && !Address.IsSip(target)) is { } wrong)
        {
            run.Fail($"<Transfer> to '{wrong}' is impossible; write an E.164 number such as +15550100, or sip:user@host.");
            return;
        }

        var callerId = Asked.Text("transferCallerId") ?? run.Call.Remote;
        if (callerId != "private" && callerId != run.Call.Remote && !run.Stage.Numbers.Owns(callerId))
        {
            run.Fail($"'transferCallerId' is '{callerId}'; write 'private', a number of this account, or leave it out for the caller's own.");
        }
        else
        {
            new TransferRun(run, this).Start(callerId);
        }
    }

    public CallOrder OrderFor(string target, string callerId, Call call) => new(callerId, target)
    {
        TimeoutSeconds = Asked.Whole("callTimeout", 1, CallOrder.MaxTimeoutSeconds) ?? CallOrder.DefaultTimeoutSeconds,
        Diversion = Diversion.OfTransfer(Asked, call),
        IsTransferTarget = true,
    };

    /// <summary>
    /// Where the end of the other leg is told: the verb's own URL (it may be relative), else the call's.
    /// </summary>
    public CallbackTarget? TargetOf(Call call) =>
        RequestUrl is null ? call.Callback
        : call.Callback is { } main && Uri.TryCreate(new Uri(main.Url), RequestUrl, out var url) ? new CallbackTarget(url.AbsoluteUri, "GET", RequestTimeout, null)
        : null;
}
