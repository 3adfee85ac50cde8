using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.AspNetCore.Operations;

/// <summary>The API's JSON: camelCase names, nulls written out.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BeginThreadRequest))]
[JsonSerializable(typeof(CallDetails))]
[JsonSerializable(typeof(CallPage))]
[JsonSerializable(typeof(ConferencePage))]
[JsonSerializable(typeof(CallStarted))]
[JsonSerializable(typeof(CarrierList))]
[JsonSerializable(typeof(DeadEventPage))]
[JsonSerializable(typeof(EventReceiverList))]
[JsonSerializable(typeof(EventsRedelivered))]
[JsonSerializable(typeof(RedeliverEvents))]
[JsonSerializable(typeof(Figures))]
[JsonSerializable(typeof(FlowList))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(MessageTaken))]
[JsonSerializable(typeof(ErasePerson))]
[JsonSerializable(typeof(PersonErased))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(PersonJournals))]
[JsonSerializable(typeof(PurgeDone))]
[JsonSerializable(typeof(PurgeGrains))]
[JsonSerializable(typeof(ReadinessReport))]
[JsonSerializable(typeof(RedirectRequest))]
[JsonSerializable(typeof(SendTextRequest))]
[JsonSerializable(typeof(SpeakRequest))]
[JsonSerializable(typeof(StartCallRequest))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(ThreadBegun))]
[JsonSerializable(typeof(ThreadPage))]
[JsonSerializable(typeof(Who))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(GrainJournal))]
internal sealed partial class OperationsJson : JsonSerializerContext
{
    /// <summary>
    /// For answers: readable by people, numbers keep their plus. They are JSON, never part of a page.
    /// </summary>
    public static OperationsJson Wire { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
