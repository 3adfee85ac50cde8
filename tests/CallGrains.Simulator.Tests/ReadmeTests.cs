using System.Text.RegularExpressions;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

/// <summary>The README's table of methods and the simulator's routes say the same, and each row is answered.</summary>
public sealed partial class ReadmeTests : IAsyncLifetime
{
    private const string User = "/v1/users/{userId}";
    private Carrier _carrier = null!;

    public async ValueTask InitializeAsync() => _carrier = await Carrier.StartAsync();

    public ValueTask DisposeAsync() => _carrier.DisposeAsync();

    [Fact]
    public void Table_and_routes_name_the_same_methods()
    {
        var served = _carrier.Routes.Where(route => route.Contains(" /v1/", StringComparison.Ordinal) && !route.Contains("/bridges/recordings/", StringComparison.Ordinal))
            .Select(route => route.Replace(User, "", StringComparison.Ordinal).Replace("{**", "{", StringComparison.Ordinal).TrimEnd('/'));
        Assert.Equal(served.Order(StringComparer.Ordinal), Rows().Select(row => row.Method + " " + row.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_method_of_the_table_answers_as_something_that_is_there()
    {
        Assert.True(Rows().Count >= 69);
        foreach (var (method, path) in Rows())
        {
            var address = (path.StartsWith("/v1", StringComparison.Ordinal) ? path : $"/v1/users/{SimulatorOptions.UserId}{path}").TrimStart('/');
            using var request = new HttpRequestMessage(new HttpMethod(method), $"{_carrier.Url}{Placeholder().Replace(address, "x-1")}");
            if (method is "POST" or "PUT" or "PATCH")
            {
                request.Content = JsonContent.Create(new { });
            }

            using var answer = await _carrier.Api.SendAsync(request);
            var body = await answer.Content.ReadAsStringAsync();
            Assert.True((int)answer.StatusCode is 200 or 201 or 202 or 400 or 403 or 404, $"{method} {path}: {(int)answer.StatusCode} {body}");
            Assert.DoesNotContain("The API has nothing at", body, StringComparison.Ordinal);
        }
    }

    private static List<(string Method, string Path)> Rows()
    {
        var readme = Path.Combine(Repository.Root, "src", "CallGrains.Simulator", "README.md");
        return [.. File.ReadLines(readme).Select(line => Row().Match(line)).Where(match => match.Success).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];
    }

    [GeneratedRegex(@"^\| `(GET|POST|PUT|PATCH|DELETE) (/(?!sim|healthz)\S*)` \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Placeholder();
}
