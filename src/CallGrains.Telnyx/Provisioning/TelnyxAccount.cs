using System.Text.Json;
using System.Text.Json.Nodes;
using CallGrains.Telnyx.Rest;

namespace CallGrains.Telnyx.Provisioning;

/// <summary>The things of an account, as JSON.</summary>
internal sealed class TelnyxAccount(TelnyxHttp http)
{
    private const int PageSize = 250, MostPages = 40;

    /// <summary>All of a kind, page after page.</summary>
    /// <exception cref="CarrierException">Telnyx refused or did not answer.</exception>
    public async Task<List<JsonObject>> ListAsync(string path, CancellationToken cancellationToken)
    {
        var all = new List<JsonObject>();
        for (var page = 1; page <= MostPages; page++)
        {
            var answer = await http.GetAsync($"{path}?page%5Bnumber%5D={page}&page%5Bsize%5D={PageSize}", null, cancellationToken);
            var items = Fields.Items(answer, "data").Select(i => JsonObject.Create(i)).OfType<JsonObject>().ToList();
            all.AddRange(items);
            if (items.Count < PageSize)
            {
                break;
            }
        }

        return all;
    }

    /// <summary>Makes or changes one; what it is then.</summary>
    /// <exception cref="CarrierException">Telnyx refused or did not answer.</exception>
    public async Task<JsonObject?> SendAsync(HttpMethod method, string path, JsonObject body, CancellationToken cancellationToken)
    {
        var answer = await http.ChangeAsync(method, path, body, cancellationToken);
        return answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("data", out var data) ? JsonObject.Create(data) : null;
    }
}
