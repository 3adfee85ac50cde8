using System.Text;
using CallGrains.Telnyx;
using CallGrains.Telnyx.Provisioning;
using CallGrains.Tool.Documents;

namespace CallGrains.Tool.Provisioning;

/// <summary><c>provision FILE</c> for an account at Telnyx: makes it so, or checks what a host will need.</summary>
internal sealed class TelnyxCommand(ToolWorld world, TelnyxOptions account)
{
    private const int KeyBytes = 32;

    /// <summary>
    /// Whose account, and where: from the environment, as a host has it; on this machine the simulator's.
    /// </summary>
    /// <exception cref="DocumentException">Nothing says whose account it is.</exception>
    public static TelnyxOptions Find(Uri? carrier, Func<string, string?> environment)
    {
        var options = new TelnyxOptions();
        options.BaseUrl = carrier ?? options.BaseUrl;
        options.ApiKeyFile = environment("Telnyx__ApiKeyFile") is { Length: > 0 } file ? file : null;
        options.ApiKey = environment("Telnyx__ApiKey") ?? (options.BaseUrl.IsLoopback && options.ApiKeyFile is null ? "KEY-simulator" : "");
        if (environment("Telnyx__PublicKeys__0") is { Length: > 0 } key)
        {
            options.PublicKeys.Add(key);
        }

        return options.ApiKey.Length > 0 || File.Exists(options.ApiKeyFile) ? options
            : throw new DocumentException("credentials", $"the account at {options.BaseUrl.GetLeftPart(UriPartial.Authority)} is not known; set Telnyx__ApiKeyFile to a file with the API key, or Telnyx__ApiKey.");
    }

    public async Task<int> RunAsync(TelnyxPlan plan, bool dryRun, bool check, CancellationToken stop)
    {
        try
        {
            using var http = new HttpClient();
            await world.Out.WriteLineAsync($"Account at {account.BaseUrl.GetLeftPart(UriPartial.Authority)}");
            var done = await new TelnyxProvisioner(account, http, world.Time).ApplyAsync(plan, dryRun || check, stop);
            if (check)
            {
                return await CheckAsync(plan, done, http, stop);
            }

            await TellAsync(done, dryRun);
            return ToolCommand.Done;
        }
        catch (InvalidOperationException e)
        {
            await world.Error.WriteLineAsync($"{e.Message} Nothing was changed.");
            return ToolCommand.Failed;
        }
        catch (CarrierException e)
        {
            await world.Error.WriteLineAsync(e.Message + (e.Error.Status == 401 ? " Check the API key." : " Run it again to finish: what is done already is left alone."));
            return ToolCommand.Failed;
        }
    }

    private async Task TellAsync(TelnyxProvisioned done, bool isDryRun)
    {
        await ChangeList.TellAsync(world.Out, [.. done.Changes.Select(c => $"{(c.IsNew ? "+" : "~")} {c.Kind} {c.Target}: {c.Detail}")], isDryRun);
        if (done.ConnectionId is { } id)
        {
            await world.Out.WriteLineAsync($"Telnyx:ConnectionId is {id}");
        }
    }

    /// <summary>The key has been tried by now; what else a host needs is tried here.</summary>
    private async Task<int> CheckAsync(TelnyxPlan plan, TelnyxProvisioned done, HttpClient http, CancellationToken stop)
    {
        var missing = done.Changes.Count == 0 ? null : $"{done.Changes.Count} things are not as the file says; --dry-run names them";
        (string What, string? Fault)[] found =
        [
            ("API key", null),
            ("account", missing),
            ("webhook URL", await WebhookFaultAsync(plan.Application.WebhookUrl, http, stop)),
            ("signature key", SignatureFault()),
        ];
        foreach (var (what, fault) in found)
        {
            await world.Out.WriteLineAsync($"  {(fault is null ? "ok  " : "FAIL")} {what}{(fault is null ? "" : $": {fault}")}");
        }

        return found.All(f => f.Fault is null) ? ToolCommand.Done : ToolCommand.Failed;
    }

    /// <summary>A host refuses what is not signed, with 403: then it is there, and verifies.</summary>
    private static async Task<string?> WebhookFaultAsync(Uri url, HttpClient http, CancellationToken stop)
    {
        try
        {
            using var body = new StringContent("{}", Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(url, body, stop);
            return (int)answer.StatusCode == 403 ? null : $"{url} answers {(int)answer.StatusCode} to a webhook without a signature; a host with the carrier telnyx answers 403";
        }
        catch (HttpRequestException e)
        {
            return $"{url} does not answer: {e.Message}";
        }
    }

    /// <summary>No question to the account tells its public key: only whether it can be one.</summary>
    private string? SignatureFault()
    {
        var bytes = new byte[KeyBytes + 1];
        return account.PublicKeys is not [{ } key] ? "Telnyx__PublicKeys__0 is not set; copy it from the portal's page of keys"
            : Convert.TryFromBase64String(key, bytes, out var length) && length == KeyBytes ? null
            : "Telnyx__PublicKeys__0 is not the base64 of 32 bytes; copy it from the portal's page of keys";
    }
}
