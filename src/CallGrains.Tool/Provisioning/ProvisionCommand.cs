using System.CommandLine;
using CallGrains.Bandwidth;
using CallGrains.Bandwidth.Provisioning;
using CallGrains.Bandwidth.Rest;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Provisioning;

/// <summary><c>provision FILE</c>: makes a carrier account match a file.</summary>
internal static class ProvisionCommand
{
    public static Command Create(ToolWorld world)
    {
        var file = new Argument<string>("FILE") { Description = "How the account is to be (JSON, provision.schema.json)." };
        var carrier = Options.Address("--carrier", "Address of the carrier's REST API, for example a simulator's. [default: Bandwidth's own]");
        var credentials = new Option<string?>("--credentials") { Description = "File with userId, token and secret (credentials.schema.json). [default: Bandwidth__UserId, Bandwidth__Token and Bandwidth__Secret of the environment; the simulator's on this machine]" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would change, and change nothing." };
        var order = new Option<bool>("--order") { Description = "Order numbers that are not on the account, which costs money. [default: only at a simulator]" };
        var check = new Option<bool>("--check") { Description = "At Telnyx: try the key, the webhook URL and the signature key, and change nothing." };
        var command = new Command("provision", "Make a carrier account match a file: applications, their URLs, the numbers bound to them. Running it twice changes nothing.") { file, carrier, credentials, dryRun, order, check };
        command.SetAction((parsed, stop) => ToolCommand.GuardAsync(world, () =>
        {
            if (TelnyxFile.Read(parsed.GetValue(file)!) is { } telnyx)
            {
                return new TelnyxCommand(world, TelnyxCommand.Find(parsed.GetValue(carrier), world.Environment)).RunAsync(telnyx, parsed.GetValue(dryRun), parsed.GetValue(check), stop);
            }

            var plans = ProvisionFile.Read(parsed.GetValue(file)!, world.Environment);
            var account = Account.Find(parsed.GetValue(carrier), parsed.GetValue(credentials), world.Environment);
            var options = new ProvisioningOptions { DryRun = parsed.GetValue(dryRun), OrderMissingNumbers = parsed.GetValue(order) || account.BaseUrl.IsLoopback };
            return RunAsync(plans, account, options, world, stop);
        }));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<ApplicationPlan> plans, BandwidthOptions account, ProvisioningOptions options, ToolWorld world, CancellationToken stop)
    {
        try
        {
            using var client = new BandwidthClient(account, world.Time);
            await world.Out.WriteLineAsync($"Account {account.UserId} at {account.BaseUrl.GetLeftPart(UriPartial.Authority)}");
            var changes = await new BandwidthProvisioner(client, world.Time).ApplyAsync(plans, options, stop);
            await ChangeList.TellAsync(world.Out, [.. changes.Select(c => $"{Sign(c.Action)} {c.Target}: {c.Detail}")], options.DryRun);
            return ToolCommand.Done;
        }
        catch (Microsoft.Extensions.Options.OptionsValidationException e)
        {
            await world.Error.WriteLineAsync(string.Join('\n', e.Failures));
            return ToolCommand.Wrong;
        }
        catch (InvalidOperationException e)
        {
            await world.Error.WriteLineAsync($"{e.Message} ({nameof(ProvisioningOptions.OrderMissingNumbers)} is --order here.) Nothing was changed.");
            return ToolCommand.Failed;
        }
        catch (CarrierException e)
        {
            var hint = e.Error.Status == 401 ? " Check the user id, token and secret." : " Run it again to finish: what is done already is left alone.";
            await world.Error.WriteLineAsync(e.Message + hint);
            return ToolCommand.Failed;
        }
    }

    private static string Sign(ProvisioningAction action) => action switch
    {
        ProvisioningAction.CreateApplication => "+ application",
        ProvisioningAction.UpdateApplication => "~ application",
        ProvisioningAction.OrderNumber => "+ number",
        _ => "~ number",
    };
}
