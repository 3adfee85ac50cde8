using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>A duration as a number of units, or as a string that holds one.</summary>
internal abstract class DurationConverter(double unitMilliseconds) : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var value = reader.TokenType == JsonTokenType.String
            ? double.Parse(reader.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture)
            : reader.GetDouble();
        return TimeSpan.FromMilliseconds(value * unitMilliseconds);
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((decimal)(value.TotalMilliseconds / unitMilliseconds));
}

/// <summary>Seconds, with a fraction where there is one.</summary>
internal sealed class SecondsConverter() : DurationConverter(1000);

/// <summary>Seconds, rounded up: the carrier takes no fraction here.</summary>
internal sealed class WholeSecondsConverter() : DurationConverter(1000)
{
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((long)Math.Ceiling(value.TotalSeconds));
}

/// <summary>Milliseconds, rounded up.</summary>
internal sealed class MillisecondsConverter() : DurationConverter(1)
{
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((long)Math.Ceiling(value.TotalMilliseconds));
}
