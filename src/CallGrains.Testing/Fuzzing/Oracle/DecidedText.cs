using System.Text.Encodings.Web;
using System.Text.Json;
using CallGrains.Testing.Worlds;

namespace CallGrains.Testing.Fuzzing.Oracle;

/// <summary>A decision in words, for reports and comparisons.</summary>
internal static class DecidedText
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All of it: two decisions with the same text are the same.</summary>
    public static string Of(Decided decided) => JsonSerializer.Serialize(decided, Json);

    /// <summary>What is decided, without its number and its details.</summary>
    public static string Short(Decided decided) => decided switch
    {
        CommandDecided { Leg: 0 } command => TraceLog.Describe(command.Command),
        CommandDecided command => $"{TraceLog.Describe(command.Command)} (another leg)",
        _ => decided.Signature,
    };
}
