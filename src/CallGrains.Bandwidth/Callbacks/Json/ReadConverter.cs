using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.Bandwidth;

/// <summary>
/// A converter of the carrier's form, which is only read: what we write ourselves is in the neutral form.
/// </summary>
internal abstract class ReadConverter<T> : JsonConverter<T>
{
    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Events are written in the neutral form, by EventJson.");
}
