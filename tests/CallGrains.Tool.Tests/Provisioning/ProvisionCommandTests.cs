using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CallGrains.TestSupport.Programs;
using CallGrains.Tool.Tests.Support;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.Tool.Tests.Provisioning;

/// <summary>The command against a real simulator.</summary>
public sealed class ProvisionCommandTests : IAsyncLifetime
{
    private const string Desk = """
        {
          "applications": [
            {
              "name": "desk",
              "incomingCallUrl": "http://127.0.0.1:8080/desk",
              "auth": { "user": "carrier", "passwordVariable": "DESK_PASSWORD" },
              "numbers": ["+15550100", "+15550101"]
            }
          ]
        }
        """;

    private readonly Folder _folder = new();
    private readonly Dictionary<string, string> _environment = new() { ["DESK_PASSWORD"] = "hunter2" };
    private Program _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await Program.StartSimulatorAsync(speed: 1, Tick.FreePort());

    public async ValueTask DisposeAsync()
    {
        await _simulator.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_dry_run_shows_the_difference_the_run_makes_it_and_a_second_run_changes_nothing()
    {
        var changes = """
              + application desk: incomingCallUrl http://127.0.0.1:8080/desk, callbackHttpMethod POST, autoAnswer false
              + number +15550100: ordered and bound to 'desk'
              + number +15550101: ordered and bound to 'desk'

            """;

        var dry = await ProvisionAsync(Desk, "--dry-run");
        Assert.Equal((0, Account() + changes + "3 changes to make. This was a dry run: nothing was changed.\n", ""), dry);
        Assert.Empty(await ListAsync("applications"));

        Assert.Equal((0, Account() + changes + "3 changes made.\n", ""), await ProvisionAsync(Desk));
        Assert.Equal("http://carrier:hunter2@127.0.0.1:8080/desk", (string?)Assert.Single(await ListAsync("applications"))!["incomingCallUrl"]);
        Assert.Equal(["+15550100", "+15550101"], (await ListAsync("phoneNumbers")).Select(number => (string?)number!["number"]));

        Assert.Equal((0, Account() + "Everything is as it is to be; nothing to change.\n", ""), await ProvisionAsync(Desk));
    }

    [Fact]
    public async Task A_change_shows_old_and_new_but_no_password()
    {
        await ProvisionAsync(Desk);
        _environment["DESK_PASSWORD"] = "hunter3";

        var password = await ProvisionAsync(Desk);
        var url = await ProvisionAsync(Desk.Replace("/desk", "/front", StringComparison.Ordinal), "--dry-run");
        var moved = await ProvisionAsync(Desk.Replace("\"desk\"", "\"front\"", StringComparison.Ordinal), "--dry-run");

        Assert.Equal(Account() + "  ~ application desk: incomingCallUrl http://127.0.0.1:8080/desk with another user or password\n1 change made.\n", password.Out);
        Assert.Contains("incomingCallUrl http://127.0.0.1:8080/desk -> http://127.0.0.1:8080/front\n1 change to make.", url.Out, StringComparison.Ordinal);
        Assert.Contains("  ~ number +15550100: bound to 'front', not to 'desk' any more\n", moved.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_come_from_a_file_or_the_environment_and_are_not_printed()
    {
        var right = _folder.Write("account.json", """{ "userId": "u-simulator", "token": "t-simulator", "secret": "s-simulator" }""");
        var wrong = _folder.Write("wrong.json", """{ "userId": "u-simulator", "token": "t-simulator", "secret": "hunter4" }""");

        Assert.Equal(0, (await ProvisionAsync(Desk, "--credentials", right)).Status);
        var refused = await ProvisionAsync(Desk, "--credentials", wrong);
        foreach (var (name, value) in new[] { ("Bandwidth__UserId", "u-simulator"), ("Bandwidth__Token", "t-simulator"), ("Bandwidth__Secret", "hunter5") })
        {
            _environment[name] = value;
        }

        var fromEnvironment = await ProvisionAsync(Desk);

        Assert.Equal((1, 1), (refused.Status, fromEnvironment.Status));
        Assert.Contains("401 access-denied", refused.Error, StringComparison.Ordinal);
        Assert.EndsWith("Check the user id, token and secret.\n", fromEnvironment.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", refused.Out + refused.Error + fromEnvironment.Out + fromEnvironment.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_tried_says_why()
    {
        var file = _folder.Write("desk.json", Desk);
        var nobody = await Run.ToolAsync(_environment, "provision", file, "--carrier", "https://carrier.example.com");
        var half = _folder.Write("half.json", """{ "userId": "u-simulator", "token": 5 }""");
        var silent = await Run.ToolAsync(_environment, "provision", file, "--carrier", $"http://127.0.0.1:{Tick.FreePort()}");

        Assert.Equal((2, "credentials: the account at https://carrier.example.com is not known; set Bandwidth__UserId, Bandwidth__Token and Bandwidth__Secret, or give a file with --credentials.\n"), (nobody.Status, nobody.Error));
        Assert.Contains($"{half}:1:37: token is 5; write the API token, not the portal's login.", (await ProvisionAsync(Desk, "--credentials", half)).Error, StringComparison.Ordinal);
        Assert.Contains("--carrier is 'ftp://127.0.0.1/'; write an absolute http or https address", (await Run.ToolAsync(_environment, "provision", file, "--carrier", "ftp://127.0.0.1/")).Error, StringComparison.Ordinal);
        Assert.Contains("Bandwidth:BaseUrl is 'http://127.0.0.1/v1'", (await Run.ToolAsync(_environment, "provision", file, "--carrier", "http://127.0.0.1/v1")).Error, StringComparison.Ordinal);
        Assert.Contains("was not sent", silent.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await Run.ToolAsync("provision", file, "--wet-run")).Status);
    }

    private string Account() => $"Account u-simulator at {_simulator.Url.GetLeftPart(UriPartial.Authority)}\n";

    private async Task<(int Status, string Out, string Error)> ProvisionAsync(string json, params string[] more)
    {
        var run = await Run.ToolAsync(_environment, ["provision", _folder.Write("desk.json", json), "--carrier", _simulator.Url.ToString(), .. more]);
        return (run.Status, run.Out, run.Error);
    }

    private async Task<JsonArray> ListAsync(string resource)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes("t-simulator:s-simulator")));
        return JsonNode.Parse(await http.GetStringAsync(new Uri(_simulator.Url, $"v1/users/u-simulator/{resource}")))!.AsArray();
    }
}
