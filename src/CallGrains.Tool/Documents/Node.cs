namespace CallGrains.Tool.Documents;

/// <summary>What a value of a JSON file is.</summary>
internal enum NodeKind
{
    Object,
    List,
    Text,
    Number,
    Boolean,
    Null,
}

/// <summary>A value of a JSON file that knows where it stands, so that a fault can be shown there.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters.</param>
/// <param name="Path">For example <c>applications[0].name</c>; empty for the file's one value.</param>
internal sealed record Node(NodeKind Kind, int Line, int Column, string Path)
{
    /// <summary>The text, or the number or boolean as it is written.</summary>
    public string Value { get; init; } = "";

    public List<(string Name, Node Value)> Members { get; } = [];

    public List<Node> Items { get; } = [];

    public Node? this[string name] => Members.Find(member => member.Name == name).Value;

    public string? Text(string name) => this[name]?.Value;

    public bool? Flag(string name) => this[name] is { } node ? node.Value == "true" : null;

    public decimal? Number(string name) => this[name] is { } node ? decimal.Parse(node.Value, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture) : null;

    public IEnumerable<string> Texts(string name) => this[name]?.Items.Select(item => item.Value) ?? [];

    public Fault Fault(string message) => new(Line, Column, message);

    /// <summary>The path as it begins a sentence.</summary>
    public string Shown => Path.Length == 0 ? "the file" : Path;
}

/// <summary>Something wrong in a file.</summary>
internal sealed record Fault(int Line, int Column, string Message);

/// <summary>
/// A file cannot be used; each line of the message names a place, what is wrong there, and what to write.
/// </summary>
internal sealed class DocumentException(string file, IReadOnlyList<Fault> faults) : Exception(
    string.Join('\n', faults.OrderBy(fault => fault.Line).ThenBy(fault => fault.Column).Select(fault => fault.Line == 0 ? $"{file}: {fault.Message}" : $"{file}:{fault.Line}:{fault.Column}: {fault.Message}")))
{
    public DocumentException(string file, string message)
        : this(file, [new Fault(0, 0, message)])
    {
    }
}
