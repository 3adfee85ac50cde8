using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Media;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Transfers;

/// <summary>What a transfer request asks for.</summary>
internal static class TransferOrder
{
    public static (CallOrder Order, AudioRequest? Whisper) Read(Fields body, Call call, NumberStore numbers, SoundFiles files)
    {
        var to = Address.NumberOrSip(body, "transferTo", "call");
        var tag = body.Text("tag");
        var whisper = body.Inner("whisperAudio") is { } asked ? AudioRequest.Read(asked, asked.Text("tag"), mayStop: false, files) : null;
        if (whisper is { IsLoop: true })
        {
            throw ApiError.Invalid("'whisperAudio' with loopEnabled would never end; leave loopEnabled out.");
        }

        var order = new CallOrder(CallerId(body, call, numbers), to)
        {
            Callback = CallbackTarget.Read(body, call.Callback?.Method ?? "POST"),
            Tag = tag,
            Diversion = Diversion.OfTransfer(body, call),
        };
        return (order, whisper);
    }

    /// <summary>Left out, the third party sees the number of the one who is transferred.</summary>
    private static string CallerId(Fields body, Call call, NumberStore numbers)
    {
        if (body.Text("transferCallerId") is not { } id)
        {
            return call.Remote;
        }

        if (id == "private" || numbers.Owns(id) || (call.IsInbound && id == call.From))
        {
            return id;
        }

        throw ApiError.Invalid($"'transferCallerId' is '{id}'; send 'private', a number of this account, or (on an inbound call) the caller's own number.");
    }
}
