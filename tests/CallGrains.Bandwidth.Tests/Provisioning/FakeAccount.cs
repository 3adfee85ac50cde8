using System.Text.Json.Nodes;

namespace CallGrains.Bandwidth.Tests;

/// <summary>An account's applications and numbers on a fake carrier.</summary>
internal sealed class FakeAccount
{
    public List<JsonObject> Applications { get; } = [];

    public List<JsonObject> Numbers { get; } = [];

    public FakeAnswer Answer(FakeRequest request)
    {
        var parts = request.Path[(Rig.User.Length + 1)..].Split('/');
        var (items, prefix) = parts[0] == "applications" ? (Applications, "a-") : (Numbers, "n-");
        if (request.Method == "GET")
        {
            return FakeAnswer.Ok(new JsonArray([.. items.Select(item => item.DeepClone())]).ToJsonString());
        }

        var body = JsonNode.Parse(request.Body)!.AsObject();
        return parts.Length == 1 ? Create(items, $"{prefix}{items.Count + 1}", body) : Update(items.Single(item => (string?)item["id"] == parts[1]), body);
    }

    private static FakeAnswer Create(List<JsonObject> items, string id, JsonObject body)
    {
        body["id"] = id;
        items.Add(body);
        return FakeAnswer.Created($"/v1/things/{id}");
    }

    private static FakeAnswer Update(JsonObject item, JsonObject body)
    {
        foreach (var (name, value) in body)
        {
            item[name] = value?.DeepClone();
        }

        return FakeAnswer.Ok();
    }
}
