using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.Operations;

/// <summary>The API's JSON: camelCase names, nulls written out.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CallPage))]
[JsonSerializable(typeof(CallStarted))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(MessageTaken))]
[JsonSerializable(typeof(ReadinessReport))]
[JsonSerializable(typeof(StartCallRequest))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(CallJournal))]
internal sealed partial class OperationsJson : JsonSerializerContext;
