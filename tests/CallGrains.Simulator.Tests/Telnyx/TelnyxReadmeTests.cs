using System.Text.RegularExpressions;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests.Telnyx;

/// <summary>The README's table of requests and the routes of the simulated Telnyx say the same.</summary>
public sealed partial class TelnyxReadmeTests
{
    [Fact]
    public async Task Table_and_routes_name_the_same_requests()
    {
        await using var account = await TelnyxAccount.StartAsync();
        var served = new List<string>();
        foreach (var route in account.Routes.Where(route => route.Contains(" /v2/", StringComparison.Ordinal) && !route.Contains("{**", StringComparison.Ordinal)))
        {
            var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]);
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(account.Api.BaseAddress!, Placeholder().Replace(path, "x-1"))) { Content = method == "GET" ? null : JsonContent.Create(new { }) };
            using var answer = await account.Api.SendAsync(request);
            if ((int)answer.StatusCode == 501)
            {
                continue;
            }

            Assert.True((int)answer.StatusCode is 200 or 400 or 404 or 422, $"{route}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            served.Add(route);
        }

        var readme = Path.Combine(Repository.Root, "src", "CallGrains.Simulator", "Telnyx", "README.md");
        var rows = File.ReadLines(readme).Select(line => Row().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value);
        Assert.Equal(served.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `((?:GET|POST|PUT|PATCH|DELETE) /v2/\S*)` \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Placeholder();
}
