using System.Globalization;
using System.Text.Json.Nodes;
using CallGrains.Bandwidth.Provisioning;
using CallGrains.TestSupport.Clocks;

namespace CallGrains.Bandwidth.Tests;

public sealed class ProvisioningTests : IAsyncDisposable
{
    private static readonly ApplicationPlan Desk = new("front-desk")
    {
        IncomingCallUrl = new Uri("https://user:secret@flows.example.com/callbacks/bandwidth/flows/front-desk"),
        Numbers = ["+15550100", "+15550102"],
    };

    private static readonly ApplicationPlan Survey = new("survey")
    {
        IncomingCallUrl = new Uri("https://flows.example.com/survey"),
        IncomingMessageUrl = new Uri("https://flows.example.com/survey-texts"),
        CallbackHttpMethod = "GET",
        AutoAnswer = true,
        Numbers = ["+15550101"],
    };

    private readonly Rig _rig = new();
    private readonly FakeAccount _account = new();
    private readonly BandwidthProvisioner _provisioner;

    public ProvisioningTests()
    {
        _rig.Fake.Otherwise = _account.Answer;
        _provisioner = new BandwidthProvisioner(_rig.Client, _rig.Time);
        _account.Numbers.AddRange(Number("+15550100"), Number("+15550101"), Number("+15550102"), Number("+15550109"));
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task An_empty_account_is_made_to_match_and_the_second_run_changes_nothing()
    {
        var changes = await _provisioner.ApplyAsync([Desk, Survey]);

        Assert.Equal(
            [
                "CreateApplication front-desk: incomingCallUrl https://flows.example.com/callbacks/bandwidth/flows/front-desk, callbackHttpMethod POST, autoAnswer false",
                "BindNumber +15550100: bound to 'front-desk'",
                "BindNumber +15550102: bound to 'front-desk'",
                "CreateApplication survey: incomingCallUrl https://flows.example.com/survey, incomingMessageUrl https://flows.example.com/survey-texts, callbackHttpMethod GET, autoAnswer true",
                "BindNumber +15550101: bound to 'survey'",
            ],
            changes.Select(change => $"{change.Action} {change.Target}: {change.Detail}"));
        Assert.Equal(["a-1", "a-2", "a-1", null], _account.Numbers.Select(number => (string?)number["applicationId"]));
        Assert.Equal("https://user:secret@flows.example.com/callbacks/bandwidth/flows/front-desk", (string?)_account.Applications[0]["incomingCallUrl"]);

        Assert.Empty(await _provisioner.ApplyAsync([Desk, Survey]));
        Assert.Equal(5, _rig.Posts.Count());
    }

    [Fact]
    public async Task Only_what_differs_is_changed()
    {
        await _provisioner.ApplyAsync([Desk, Survey]);
        _account.Applications[1]["autoAnswer"] = "false";
        _account.Applications[0]["incomingCallUrl"] = "https://user:old@flows.example.com/callbacks/bandwidth/flows/front-desk";
        _account.Numbers[1]["applicationId"] = "a-1";

        var changes = await _provisioner.ApplyAsync([Desk, Survey]);

        Assert.Equal(
            [
                "UpdateApplication front-desk: incomingCallUrl https://flows.example.com/callbacks/bandwidth/flows/front-desk with another user or password",
                "UpdateApplication survey: autoAnswer false -> true",
                "BindNumber +15550101: bound to 'survey', not to 'front-desk' any more",
            ],
            changes.Select(change => $"{change.Action} {change.Target}: {change.Detail}"));
        Assert.Equal("""{"name":"survey","autoAnswer":true}""", _rig.Posts.ElementAt(6).Body);
        Assert.DoesNotContain(changes, change => change.Detail.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fallbacks_and_timeouts_are_part_of_a_plan()
    {
        var careful = Survey with
        {
            IncomingCallTimeout = TimeSpan.FromSeconds(2.5),
            IncomingMessageTimeout = TimeSpan.FromSeconds(10),
            IncomingCallFallbackUrl = new Uri("https://spare.example.com/calls"),
            IncomingMessageFallbackUrl = new Uri("https://spare.example.com/texts"),
        };
        await _provisioner.ApplyAsync([Survey]);

        var change = Assert.Single(await _provisioner.ApplyAsync([careful]));

        Assert.Equal(
            "incomingCallUrlCallbackTimeout 10000 ms -> 2500 ms, incomingCallFallbackUrl none -> https://spare.example.com/calls, incomingMessageFallbackUrl none -> https://spare.example.com/texts",
            change.Detail);
        Assert.Empty(await _provisioner.ApplyAsync([careful]));
    }

    [Fact]
    public async Task A_dry_run_says_the_same_and_asks_only()
    {
        var dry = await _provisioner.ApplyAsync([Desk, Survey], new ProvisioningOptions { DryRun = true });
        Assert.Empty(_rig.Posts);

        Assert.Equal(await _provisioner.ApplyAsync([Desk, Survey]), dry);
    }

    [Fact]
    public async Task Numbers_that_are_not_on_the_account_stop_it_before_anything_is_changed()
    {
        _account.Numbers[0]["numberState"] = "released";
        _account.Numbers.RemoveAt(1);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => _provisioner.ApplyAsync([Desk, Survey]));

        Assert.StartsWith("Not on the account: +15550100, +15550101. Order them first", error.Message, StringComparison.Ordinal);
        Assert.Empty(_rig.Posts);
    }

    [Fact]
    public async Task Missing_numbers_are_ordered_when_that_is_allowed()
    {
        _account.Numbers.Clear();

        var changes = await _provisioner.ApplyAsync([Survey], new ProvisioningOptions { OrderMissingNumbers = true });

        Assert.Equal([ProvisioningAction.CreateApplication, ProvisioningAction.OrderNumber], changes.Select(change => change.Action));
        Assert.Equal("""{"number":"+15550101","applicationId":"a-1"}""", _rig.Posts.Last().Body);
        Assert.Empty(await _provisioner.ApplyAsync([Survey]));
    }

    [Fact]
    public async Task It_waits_as_long_as_the_carriers_limits_ask_for()
    {
        var reset = WatchedTime.Begin.AddSeconds(7).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        _rig.Fake.Then(FakeAnswer.Of(429, null, ("X-RateLimit-Reset", reset)));
        var waits = _rig.Time.TimerOfAsync(TimeSpan.FromSeconds(7));

        var applying = _provisioner.ApplyAsync([Survey]);
        await waits;
        Assert.Single(_rig.Fake.Requests);
        _rig.Time.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal(2, (await applying).Count);
    }

    [Fact]
    public async Task A_wrong_plan_names_every_fault_and_asks_nothing()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => _provisioner.ApplyAsync(
            [Desk, Desk with { IncomingCallUrl = null, IncomingCallFallbackUrl = new Uri("/spare", UriKind.Relative), IncomingMessageTimeout = TimeSpan.FromSeconds(11), Numbers = ["15550100"], CallbackHttpMethod = "put" }]));

        Assert.Equal(
            "The plan cannot be applied: 'front-desk' has no URL; give IncomingCallUrl, IncomingMessageUrl or both; "
            + "'front-desk' has a fallback URL without the URL it stands in for; give that too; 'front-desk' has the URL '/spare'; write an absolute http or https URL; "
            + "'front-desk' has CallbackHttpMethod 'put'; write POST or GET; 'front-desk' has the callback timeout 00:00:11; write a time above 0 and up to 10 s; 'front-desk' has the number '15550100'; write it as +19195551212; "
            + "two applications are named 'front-desk'; give each its own name. (Parameter 'plans')",
            error.Message);
        Assert.Empty(_rig.Fake.Requests);
    }

    private static JsonObject Number(string number) => new() { ["id"] = "n-" + number[1..], ["number"] = number, ["numberState"] = "enabled" };
}
