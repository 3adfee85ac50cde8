using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CallGrains.AspNetCore.Operations;

/// <summary>One page of a list, and then what changes in it.</summary>
internal sealed class LiveList<T>(IJournal journal, GrainQuery query, Func<GrainSummary, T> tell, JsonTypeInfo<T> form) : ILiveSource
{
    private Dictionary<string, string>? _known;
    private string _order = "";
    private long _version;

    public TimeSpan Pace { get; } = TimeSpan.FromSeconds(1);

    public async Task<LiveChange?> ReadAsync(CancellationToken cancellationToken)
    {
        var page = await journal.ListAsync(query, cancellationToken);
        var items = page.Items.Select(s => (s.Address.Id, Json: JsonSerializer.Serialize(tell(s), form))).ToList();
        var order = string.Join(',', items.Select(i => Text(i.Id)));
        var changed = items.Where(i => _known?.GetValueOrDefault(i.Id) != i.Json).Select(i => i.Json).ToList();
        var isFirst = _known is null;
        if (!isFirst && changed.Count == 0 && order == _order)
        {
            return null;
        }

        (_known, _order) = (items.ToDictionary(i => i.Id, i => i.Json), order);
        var next = page.Next is null ? "null" : Text(page.Next);
        return new LiveChange(isFirst ? "snapshot" : "change", null, $$"""{"version":{{++_version}},"items":[{{string.Join(',', changed)}}],"order":[{{order}}],"next":{{next}}}""");
    }

    private static string Text(string value) => JsonSerializer.Serialize(value, OperationsJson.Wire.String);
}
