using System.Globalization;
using System.Text.Json.Nodes;
using CallGrains.Telnyx.Rest;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Telnyx.Provisioning;

/// <summary>
/// Makes an account at Telnyx match a plan: outbound profile, application, messaging profile, and the numbers bound to
/// them. What already matches is not touched, so that running it twice changes nothing.
/// </summary>
/// <remarks>Two runs at once may each make a thing of the same name. Numbers are not bought.</remarks>
internal sealed class TelnyxProvisioner
{
    private readonly TelnyxAccount _account;

    /// <summary>Of one account.</summary>
    /// <param name="options">Its key and address; nothing else of it is used.</param>
    /// <param name="http">What requests go through.</param>
    /// <param name="time">The clock; the system's by default.</param>
    public TelnyxProvisioner(TelnyxOptions options, HttpClient http, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(http);
        _account = new TelnyxAccount(new TelnyxHttp(http, options, time ?? TimeProvider.System, new NoLimiter(), NullLogger.Instance));
    }

    /// <summary>Makes it so.</summary>
    /// <param name="plan">How the account is to be.</param>
    /// <param name="dryRun">Whether the changes are only told.</param>
    /// <param name="cancellationToken">Ends it, maybe half-way; run it again to finish.</param>
    /// <exception cref="InvalidOperationException">Numbers are not on the account; the message names them all. Nothing
    /// was changed.</exception>
    /// <exception cref="CarrierException">Telnyx refused or did not answer; run it again to finish.</exception>
    public async Task<TelnyxProvisioned> ApplyAsync(TelnyxPlan plan, bool dryRun = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var run = new Run(dryRun, [], cancellationToken);
        var numbers = await NumbersAsync(plan, cancellationToken);
        var profile = plan.OutboundProfile is { } outbound ? await EnsureAsync("outbound profile", "outbound_voice_profiles", "name", outbound.Name, Wanted(outbound), run) : null;
        var application = await EnsureAsync("application", "call_control_applications", "application_name", plan.Application.Name, Wanted(plan.Application, plan.OutboundProfile is null ? null : profile ?? Pending), run);
        var messaging = plan.Messaging is { } texts ? await EnsureAsync("messaging profile", "messaging_profiles", "name", texts.Name, Wanted(texts), run) : null;
        foreach (var (number, found) in numbers)
        {
            await BindAsync(number, found, "connection_id", "", application, plan.Application.Name, run);
            if (plan.Messaging is not null)
            {
                await BindAsync(number, found, "messaging_profile_id", "/messaging", messaging, plan.Messaging.Name, run);
            }
        }

        return new TelnyxProvisioned(run.Changes, application);
    }

    /// <summary>What stands for the id of something that a dry run does not make.</summary>
    private const string Pending = "(new)";

    private static JsonObject Wanted(TelnyxVoiceProfilePlan plan)
    {
        var wanted = new JsonObject { ["name"] = plan.Name, ["whitelisted_destinations"] = List(plan.Destinations) };
        if (plan.ConcurrentCalls is { } calls)
        {
            wanted["concurrent_call_limit"] = calls;
        }

        if (plan.DailySpend is { } spend)
        {
            (wanted["daily_spend_limit"], wanted["daily_spend_limit_enabled"]) = (spend.ToString("0.00", CultureInfo.InvariantCulture), true);
        }

        return wanted;
    }

    private static JsonObject Wanted(TelnyxApplicationPlan plan, string? profile)
    {
        // The default of applications is version 1, whose webhooks are signed otherwise.
        var wanted = new JsonObject { ["application_name"] = plan.Name, ["webhook_event_url"] = plan.WebhookUrl.AbsoluteUri, ["webhook_api_version"] = "2", ["active"] = true };
        if (plan.FailoverUrl is { } failover)
        {
            wanted["webhook_event_failover_url"] = failover.AbsoluteUri;
        }

        if (plan.WebhookTimeoutSeconds is { } timeout)
        {
            wanted["webhook_timeout_secs"] = timeout;
        }

        if (profile is not null)
        {
            wanted["outbound"] = new JsonObject { ["outbound_voice_profile_id"] = profile };
        }

        return wanted;
    }

    private static JsonObject Wanted(TelnyxMessagingPlan plan)
    {
        var wanted = new JsonObject { ["name"] = plan.Name, ["whitelisted_destinations"] = List(plan.Destinations), ["webhook_url"] = plan.WebhookUrl.AbsoluteUri, ["webhook_api_version"] = "2", ["enabled"] = true };
        if (plan.FailoverUrl is { } failover)
        {
            wanted["webhook_failover_url"] = failover.AbsoluteUri;
        }

        return wanted;
    }

    private static JsonArray List(IReadOnlyList<string> items) => new([.. items.Order(StringComparer.Ordinal).Select(i => JsonValue.Create(i))]);

    /// <summary>The id of the thing of this name; null where a dry run would have made it.</summary>
    private async Task<string?> EnsureAsync(string kind, string path, string nameField, string name, JsonObject wanted, Run run)
    {
        var found = (await _account.ListAsync(path, run.Token)).FirstOrDefault(i => (string?)i[nameField] == name);
        var differences = Differences(wanted, found, "").ToList();
        if (found is not null && differences.Count == 0)
        {
            return (string?)found["id"];
        }

        var made = run.DryRun ? null
            : found is null ? await _account.SendAsync(HttpMethod.Post, path, wanted, run.Token)
            : await _account.SendAsync(HttpMethod.Patch, $"{path}/{(string?)found["id"]}", wanted, run.Token);
        run.Changes.Add(new TelnyxChange(found is null, kind, name, string.Join(", ", differences)));
        return (string?)(found ?? made)?["id"];
    }

    private async Task BindAsync(string number, JsonObject found, string field, string under, string? id, string name, Run run)
    {
        var before = (string?)found[field];
        if (id is not null && before == id)
        {
            return;
        }

        if (!run.DryRun)
        {
            await _account.SendAsync(HttpMethod.Patch, $"phone_numbers/{(string?)found["id"]}{under}", new JsonObject { [field] = id }, run.Token);
        }

        run.Changes.Add(new TelnyxChange(false, "number", number, $"{field} of '{name}'{(string.IsNullOrEmpty(before) ? "" : $", not {before} any more")}"));
    }

    private async Task<List<(string Number, JsonObject Found)>> NumbersAsync(TelnyxPlan plan, CancellationToken cancellationToken)
    {
        var all = plan.Numbers.Count == 0 ? [] : await _account.ListAsync("phone_numbers", cancellationToken);
        var found = plan.Numbers.Select(n => (Number: n, Found: all.FirstOrDefault(i => (string?)i["phone_number"] == n))).ToList();
        var missing = found.Where(n => n.Found is null).Select(n => n.Number).ToList();
        return missing.Count == 0 ? [.. found.Select(n => (n.Number, n.Found!))]
            : throw new InvalidOperationException($"Not on the account: {string.Join(", ", missing)}. Buy them in the portal first, or take them out of the plan.");
    }

    /// <summary>What is wanted and not there, as <c>field old -> new</c>.</summary>
    private static IEnumerable<string> Differences(JsonObject wanted, JsonObject? found, string prefix)
    {
        foreach (var (field, value) in wanted)
        {
            var there = found?[field];
            if (value is JsonObject below)
            {
                foreach (var difference in Differences(below, there as JsonObject, $"{prefix}{field}."))
                {
                    yield return difference;
                }
            }
            else if (Text(value) is { } text && text != Text(there))
            {
                yield return there is null || found is null ? $"{prefix}{field} {text}" : $"{prefix}{field} {Text(there)} -> {text}";
            }
        }
    }

    private static string? Text(JsonNode? value) => value is JsonArray list ? string.Join(" ", list.Select(i => $"{i}").Order(StringComparer.Ordinal)) : value?.ToString();

    private sealed record Run(bool DryRun, List<TelnyxChange> Changes, CancellationToken Token);
}
