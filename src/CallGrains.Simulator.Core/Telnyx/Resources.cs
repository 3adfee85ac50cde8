using System.Text.Json;
using System.Text.Json.Nodes;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary>
/// Things of an account that are made, read, changed and removed: what a request says goes over the defaults.
/// </summary>
/// <param name="exchange">The clock.</param>
/// <param name="newId">Makes an id.</param>
/// <param name="kind">The <c>record_type</c>.</param>
/// <param name="defaults">All fields, as they are where a request does not say.</param>
/// <param name="changed">Told of each one that is new or changed, before it is kept; refuses what is wrong.</param>
/// <param name="removed">Told of each one that is removed.</param>
internal sealed class Resources(Exchange exchange, Func<string> newId, string kind, JsonObject defaults, Action<JsonObject> changed, Action<string> removed)
{
    private readonly OrderedDictionary<string, JsonObject> _byId = [];

    public void Map(RouteTable app, RestGate gate, string path, int created = 201)
    {
        app.MapPost(path, gate.Carrier(request => new ApiReply(created, Wire.Object(("data", Make(request.Bytes).DeepClone())))));
        app.MapGet(path, gate.Carrier(request => Wire.Page(request, List(request), item => item.DeepClone())));
        app.MapGet(path + "/{id}", gate.Carrier(request => Wire.Data(Find(request).DeepClone())));
        app.MapPatch(path + "/{id}", gate.Carrier(request => Wire.Data(Change(Find(request), request.Bytes).DeepClone())));
        app.MapDelete(path + "/{id}", gate.Carrier(Remove));
    }

    public bool Has(string id) => _byId.ContainsKey(id);

    private JsonObject Make(ReadOnlyMemory<byte> body)
    {
        var made = defaults.DeepClone().AsObject();
        (made["id"], made["record_type"], made["created_at"]) = (newId(), kind, exchange.Now.Iso());
        return Change(made, body);
    }

    private JsonObject Change(JsonObject before, ReadOnlyMemory<byte> body)
    {
        var after = before.DeepClone().AsObject();
        using var asked = JsonDocument.Parse(body.IsEmpty ? "{}"u8.ToArray() : body);
        foreach (var entry in asked.RootElement.EnumerateObject().Where(entry => entry.Name is not ("id" or "record_type" or "created_at")))
        {
            after[entry.Name] = JsonNode.Parse(entry.Value.GetRawText());
        }

        after["updated_at"] = exchange.Now.Iso();
        changed(after);
        _byId[(string)after["id"]!] = after;
        return after;
    }

    private IEnumerable<JsonObject> List(ApiRequest request)
    {
        var name = request.Query("filter[application_name][contains]") ?? request.Query("filter[name]");
        return _byId.Values.Where(item => name is null || ((string?)item["application_name"] ?? (string?)item["name"] ?? "").Contains(name, StringComparison.OrdinalIgnoreCase));
    }

    private JsonObject Find(ApiRequest request) => _byId.GetValueOrDefault(request.Route("id")) ?? throw TelnyxErrors.NotFound();

    private ApiReply Remove(ApiRequest request)
    {
        var gone = Find(request);
        _byId.Remove(request.Route("id"));
        removed(request.Route("id"));
        return Wire.Data(gone.DeepClone());
    }
}
