using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// Every type that goes over the wire. Absent values are left out, never written as null; unknown fields are ignored.
/// What reads with <c>field ?? ""</c> does so because generated readers set absent properties too, to null.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CreateCall))]
[JsonSerializable(typeof(UpdateCall))]
[JsonSerializable(typeof(TransferCall))]
[JsonSerializable(typeof(AudioRequest))]
[JsonSerializable(typeof(SendDtmf))]
[JsonSerializable(typeof(Call[]))]
[JsonSerializable(typeof(CallLogLine[]))]
[JsonSerializable(typeof(CreateGather))]
[JsonSerializable(typeof(UpdateGather))]
[JsonSerializable(typeof(Gather))]
[JsonSerializable(typeof(Recording[]))]
[JsonSerializable(typeof(MediaFile[]))]
[JsonSerializable(typeof(ApplicationSettings))]
[JsonSerializable(typeof(Application[]))]
[JsonSerializable(typeof(OrderNumber))]
[JsonSerializable(typeof(UpdateNumber))]
[JsonSerializable(typeof(AccountNumber[]))]
[JsonSerializable(typeof(CreateTranscription))]
[JsonSerializable(typeof(Transcription[]))]
[JsonSerializable(typeof(CreateConference))]
[JsonSerializable(typeof(UpdateConference))]
[JsonSerializable(typeof(Conference))]
[JsonSerializable(typeof(CreateMember))]
[JsonSerializable(typeof(UpdateMember))]
[JsonSerializable(typeof(ConferenceMember[]))]
[JsonSerializable(typeof(BridgeSettings))]
[JsonSerializable(typeof(Bridge[]))]
[JsonSerializable(typeof(SendMessage[]))]
[JsonSerializable(typeof(RedactMessage))]
[JsonSerializable(typeof(Message[]))]
[JsonSerializable(typeof(BatchItem[]))]
[JsonSerializable(typeof(AvailableNumber[]))]
[JsonSerializable(typeof(OrderedNumber[]))]
[JsonSerializable(typeof(CallerName))]
[JsonSerializable(typeof(CreateDomain))]
[JsonSerializable(typeof(Domain[]))]
[JsonSerializable(typeof(CreateEndpoint))]
[JsonSerializable(typeof(UpdateEndpoint))]
[JsonSerializable(typeof(SipEndpoint[]))]
[JsonSerializable(typeof(CreateToken))]
[JsonSerializable(typeof(EndpointToken))]
[JsonSerializable(typeof(UserError[]))]
[JsonSerializable(typeof(AccountState))]
[JsonSerializable(typeof(AccountTransaction[]))]
internal sealed partial class BandwidthJson : JsonSerializerContext
{
    /// <summary>The context for the carrier's JSON: numbers and booleans as strings, five forms of time.</summary>
    public static BandwidthJson Wire { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Bodies are never put into HTML; phone numbers keep their plus sign.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new LooseStringConverter(), new LooseBooleanConverter(), new LooseTimeConverter(), new LooseUriConverter() },
    });
}
