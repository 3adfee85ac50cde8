using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CallGrains.Benchmarks.References;
using Orleans.Storage;

namespace CallGrains.Benchmarks.Peers.Grain;

/// <summary>What is kept of a leg; the same as reference (b2) keeps.</summary>
internal sealed record CallState
{
    /// <summary>The last event and its state.</summary>
    public string Step { get; init; } = "";

    /// <summary>How many came.</summary>
    public int Events { get; init; }

    /// <summary>The last one.</summary>
    public CallbackBody? Last { get; init; }
}

/// <summary>
/// Writes state by generated JSON, which costs less than the serializer that Orleans takes by default.
/// </summary>
internal sealed class CallStateSerializer : IGrainStorageSerializer
{
    /// <inheritdoc/>
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input!, Info<T>()));

    /// <inheritdoc/>
    public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize(input.ToMemory().Span, Info<T>())!;

    private static JsonTypeInfo<T> Info<T>() => (JsonTypeInfo<T>)CallStateJson.Default.GetTypeInfo(typeof(T))!;
}

[JsonSerializable(typeof(CallState))]
internal sealed partial class CallStateJson : JsonSerializerContext;
