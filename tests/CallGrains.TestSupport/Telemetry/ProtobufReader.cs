using System.Buffers.Binary;
using System.Text;

namespace CallGrains.TestSupport.Telemetry;

/// <summary>Just enough of protobuf's wire format to read what a test looks for.</summary>
public readonly ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private readonly ReadOnlySpan<byte> _message = message;

    /// <summary>The fields of a message, in their order.</summary>
    public IReadOnlyList<Field> Fields()
    {
        var rest = _message;
        var fields = new List<Field>();
        while (rest.Length > 0)
        {
            var key = Varint(ref rest);
            var length = (key & 7) switch
            {
                1 => 8,
                2 => (int)Varint(ref rest),
                5 => 4,
                _ => 0,
            };
            var number = (key & 7) == 0 ? Varint(ref rest) : (key & 7) == 1 ? BinaryPrimitives.ReadUInt64LittleEndian(rest) : 0;
            fields.Add(new Field((int)(key >> 3), number, rest[..length].ToArray()));
            rest = rest[length..];
        }

        return fields;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> rest)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = rest[0];
            rest = rest[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    /// <summary>One field.</summary>
    /// <param name="Id">Its number in the schema.</param>
    /// <param name="Number">Its value, if it is a number.</param>
    /// <param name="Bytes">Its value otherwise.</param>
    public sealed record Field(int Id, ulong Number, byte[] Bytes)
    {
        public string Text => Encoding.UTF8.GetString(Bytes);

        public string Hex => Convert.ToHexStringLower(Bytes);

        /// <summary>The fields of the message that it holds.</summary>
        public IEnumerable<Field> Each(int id) => new ProtobufReader(Bytes).Fields().Where(f => f.Id == id);

        public Field? One(int id) => Each(id).FirstOrDefault();
    }
}
