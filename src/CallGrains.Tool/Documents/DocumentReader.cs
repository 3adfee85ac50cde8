using System.Text;
using System.Text.Json;

namespace CallGrains.Tool.Documents;

/// <summary>Reads a JSON file (comments and trailing commas are fine) and remembers where everything stands.</summary>
internal static class DocumentReader
{
    private const int MaxBytes = 10_000_000;

    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a file and checks it.</summary>
    /// <exception cref="DocumentException">It cannot be read, is no JSON, or is not as the schema says.</exception>
    public static Node Read(string file, Schema schema)
    {
        var root = Parse(file, ReadBytes(file));
        var faults = schema.Check(root);
        return faults.Count == 0 ? root : throw new DocumentException(file, faults);
    }

    public static Node Parse(string file, ReadOnlySpan<byte> utf8)
    {
        var bytes = utf8.StartsWith(Encoding.UTF8.Preamble) ? utf8[Encoding.UTF8.Preamble.Length..] : utf8;
        var places = new Places(bytes);
        var reader = new Utf8JsonReader(bytes, Options);
        var faults = new List<Fault>();
        try
        {
            reader.Read();
            var root = ReadValue(ref reader, "", places, faults);
            reader.Read();
            return faults.Count == 0 ? root : throw new DocumentException(file, faults);
        }
        catch (JsonException e)
        {
            var (line, column) = ((int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1);
            throw new DocumentException(file, [new Fault(line, column, $"this is no JSON: {e.Message.Split(" LineNumber:")[0]}")]);
        }
    }

    private static byte[] ReadBytes(string file)
    {
        try
        {
            var info = new FileInfo(file);
            return !info.Exists ? throw new DocumentException(file, "there is no such file; give the path of one.")
                : info.Length > MaxBytes ? throw new DocumentException(file, $"the file has {info.Length} bytes; {MaxBytes} are the most.")
                : File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DocumentException(file, $"the file cannot be read: {e.Message}");
        }
    }

    private static Node ReadValue(ref Utf8JsonReader reader, string path, Places places, List<Fault> faults)
    {
        var (line, column) = places.At(reader.TokenStartIndex);
        var node = new Node(KindOf(reader.TokenType), line, column, path)
        {
            Value = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString()!,
                JsonTokenType.StartObject or JsonTokenType.StartArray => "",
                _ => Encoding.UTF8.GetString(reader.ValueSpan),
            },
        };
        if (node.Kind == NodeKind.Object)
        {
            ReadMembers(ref reader, node, places, faults);
        }

        while (node.Kind == NodeKind.List && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            node.Items.Add(ReadValue(ref reader, $"{path}[{node.Items.Count}]", places, faults));
        }

        return node;
    }

    private static void ReadMembers(ref Utf8JsonReader reader, Node node, Places places, List<Fault> faults)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            var (line, column) = places.At(reader.TokenStartIndex);
            if (node[name] is not null)
            {
                faults.Add(new Fault(line, column, $"{node.Shown} has '{name}' twice; keep one."));
            }

            reader.Read();
            node.Members.Add((name, ReadValue(ref reader, node.Path.Length == 0 ? name : $"{node.Path}.{name}", places, faults)));
        }
    }

    private static NodeKind KindOf(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => NodeKind.Object,
        JsonTokenType.StartArray => NodeKind.List,
        JsonTokenType.String => NodeKind.Text,
        JsonTokenType.Number => NodeKind.Number,
        JsonTokenType.True or JsonTokenType.False => NodeKind.Boolean,
        _ => NodeKind.Null,
    };

    /// <summary>Where a byte stands.</summary>
    private sealed class Places
    {
        private readonly byte[] _bytes;
        private readonly List<int> _lines = [0];

        public Places(ReadOnlySpan<byte> bytes)
        {
            _bytes = bytes.ToArray();
            for (var i = 0; i < _bytes.Length; i++)
            {
                if (_bytes[i] == '\n')
                {
                    _lines.Add(i + 1);
                }
            }
        }

        public (int Line, int Column) At(long index)
        {
            var found = _lines.BinarySearch((int)index);
            var line = found >= 0 ? found : ~found - 1;
            return (line + 1, Encoding.UTF8.GetCharCount(_bytes, _lines[line], (int)index - _lines[line]) + 1);
        }
    }
}
