using CallGrains.Tool.Tests.Support;

namespace CallGrains.Tool.Tests.Provisioning;

/// <summary>An account at Telnyx is made as a file says, and checked.</summary>
public sealed class TelnyxProvisionTests : IAsyncLifetime
{
    private readonly Folder _folder = new();
    private readonly Dictionary<string, string> _environment = new() { ["Telnyx__ApiKey"] = "KEY-right", ["Telnyx__PublicKeys__0"] = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" };
    private TelnyxAccount _account = null!;

    public async ValueTask InitializeAsync() => _account = await TelnyxAccount.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _account.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_dry_run_shows_the_difference_the_run_makes_it_and_a_second_run_changes_nothing()
    {
        var changes = $"""
              + outbound profile calls: name calls, whitelisted_destinations DE US, concurrent_call_limit 10, daily_spend_limit 50.00, daily_spend_limit_enabled true
              + application desk: application_name desk, webhook_event_url {_account.Url}webhook, webhook_api_version 2, active true, webhook_timeout_secs 10, outbound.outbound_voice_profile_id PROFILE
              + messaging profile texts: name texts, whitelisted_destinations US, webhook_url {_account.Url}webhook, webhook_api_version 2, enabled true
              ~ number +15550200: connection_id of 'desk'
              ~ number +15550200: messaging_profile_id of 'texts'
              ~ number +15550201: connection_id of 'desk', not old any more
              ~ number +15550201: messaging_profile_id of 'texts'

            """;

        var dry = await ProvisionAsync("--dry-run");
        Assert.Equal((0, Account() + changes.Replace("PROFILE", "(new)", StringComparison.Ordinal) + "7 changes to make. This was a dry run: nothing was changed.\n", ""), dry);
        Assert.Equal(0, _account.Changes);

        Assert.Equal((0, Account() + changes.Replace("PROFILE", "o1", StringComparison.Ordinal) + "7 changes made.\nTelnyx:ConnectionId is c1\n", ""), await ProvisionAsync());
        Assert.Equal(("c1", "m1"), ((string?)_account.One("phone_numbers", 1)["connection_id"], (string?)_account.One("phone_numbers", 1)["messaging_profile_id"]));

        Assert.Equal((0, Account() + "Everything is as it is to be; nothing to change.\nTelnyx:ConnectionId is c1\n", ""), await ProvisionAsync());
        Assert.Equal(7, _account.Changes);

        _account.One("call_control_applications")["webhook_api_version"] = "1";
        Assert.Equal((0, Account() + "  ~ application desk: webhook_api_version 1 -> 2\n1 change made.\nTelnyx:ConnectionId is c1\n", ""), await ProvisionAsync());
    }

    [Fact]
    public async Task A_check_tells_what_a_host_would_miss()
    {
        var before = await ProvisionAsync("--check");
        Assert.Equal((1, Account() + "  ok   API key\n  FAIL account: 7 things are not as the file says; --dry-run names them\n  ok   webhook URL\n  ok   signature key\n"), (before.Status, before.Out));

        await ProvisionAsync();
        Assert.Equal((0, Account() + "  ok   API key\n  ok   account\n  ok   webhook URL\n  ok   signature key\n", ""), await ProvisionAsync("--check"));

        _environment.Remove("Telnyx__PublicKeys__0");
        Assert.Contains("FAIL signature key: Telnyx__PublicKeys__0 is not set", (await ProvisionAsync("--check")).Out, StringComparison.Ordinal);
        _environment["Telnyx__ApiKey"] = "KEY-wrong";
        var refused = await ProvisionAsync("--check");
        Assert.Equal(1, refused.Status);
        Assert.EndsWith("Check the API key.\n", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_is_told_before_anything_is_changed()
    {
        var unknown = await ProvisionAsync(File().Replace("+15550201", "+15550299", StringComparison.Ordinal));
        Assert.Equal((1, "Not on the account: +15550299. Buy them in the portal first, or take them out of the plan. Nothing was changed.\n", 0), (unknown.Status, unknown.Error, _account.Changes));

        _environment.Clear();
        var nobody = await Run.ToolAsync(_environment, "provision", _folder.Write("telnyx.json", File()));
        Assert.Equal((2, "credentials: the account at https://api.telnyx.com is not known; set Telnyx__ApiKeyFile to a file with the API key, or Telnyx__ApiKey.\n"), (nobody.Status, nobody.Error));
    }

    private string Account() => $"Account at {_account.Url.GetLeftPart(UriPartial.Authority)}\n";

    private string File() => $$"""
        {
          "telnyx": {
            "application": { "name": "desk", "webhookUrl": "{{_account.Url}}webhook", "webhookTimeout": 10 },
            "outboundProfile": { "name": "calls", "destinations": ["US", "DE"], "concurrentCalls": 10, "dailySpend": 50 },
            "messagingProfile": { "name": "texts", "webhookUrl": "{{_account.Url}}webhook", "destinations": ["US"] },
            "numbers": ["+15550200", "+15550201"]
          }
        }
        """;

    private async Task<(int Status, string Out, string Error)> ProvisionAsync(params string[] more)
    {
        var json = more is [{ } first, ..] && first.TrimStart().StartsWith('{') ? first : File();
        var run = await Run.ToolAsync(_environment, ["provision", _folder.Write("telnyx.json", json), "--carrier", _account.Url.ToString(), .. more.Where(m => m.StartsWith('-'))]);
        return (run.Status, run.Out, run.Error);
    }
}
