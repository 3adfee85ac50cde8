using CallGrains.Carriers.Bandwidth.Rest;
using CallGrains.Flows;

namespace CallGrains.Carriers.Bandwidth.Provisioning;

/// <summary>Makes an account's applications and number bindings match a list. What already matches is not touched, so that running it twice changes nothing.</summary>
/// <remarks>Safe for use by many threads, but two runs at once may each make an application of the same name.</remarks>
/// <param name="client">The client of the account.</param>
/// <param name="time">The clock, for the waits that the carrier's limits ask for.</param>
public sealed class BandwidthProvisioner(BandwidthClient client, TimeProvider time)
{
    private const int MaxTries = 10;
    private const int PageSize = 1000;

    /// <summary>Makes it so. Requests that the carrier's limits turn away are sent again when it says so, up to 10 times each.</summary>
    /// <param name="plans">The applications wanted; others are left alone.</param>
    /// <param name="options">Dry run, ordering; null for neither.</param>
    /// <param name="cancellationToken">Ends it, maybe half-way; run it again to finish.</param>
    /// <returns>What was changed, in order; empty when nothing was.</returns>
    /// <exception cref="ArgumentException">The plan is wrong; the message names every fault. Nothing was changed.</exception>
    /// <exception cref="InvalidOperationException">Numbers are not on the account, and may not be ordered; the message names them all. Nothing was changed.</exception>
    /// <exception cref="CarrierException">The carrier refused or did not answer; run it again to finish.</exception>
    public async Task<IReadOnlyList<ProvisioningChange>> ApplyAsync(
        IReadOnlyList<ApplicationPlan> plans, ProvisioningOptions? options = null, CancellationToken cancellationToken = default)
    {
        PlanRules.Check(plans);
        options ??= new ProvisioningOptions();
        var applications = await ReadAsync(() => client.Applications.ListAsync(PageSize, cancellationToken), application => application.Name, cancellationToken);
        var numbers = await ReadAsync(() => OwnNumbersAsync(cancellationToken), number => number.Number, cancellationToken);
        CheckNumbers(plans, numbers, options);

        var run = new Run(options, [], cancellationToken);
        foreach (var plan in plans)
        {
            var id = await ApplyAsync(plan, applications.GetValueOrDefault(plan.Name), run);
            foreach (var number in plan.Numbers)
            {
                await BindAsync(number, numbers.GetValueOrDefault(number), plan.Name, id, run);
            }
        }

        return run.Changes;
    }

    private async Task<string?> ApplyAsync(ApplicationPlan plan, Application? found, Run run)
    {
        if (found is null)
        {
            var settings = Settings(plan);
            return await ChangeAsync(run, new(ProvisioningAction.CreateApplication, plan.Name, Text(settings)), () => client.Applications.CreateAsync(settings, run.Token));
        }

        var update = Differences(plan, found);
        if (update != new ApplicationSettings { Name = plan.Name })
        {
            await ChangeAsync(run, new(ProvisioningAction.UpdateApplication, plan.Name, Text(update)), async () =>
            {
                await client.Applications.UpdateAsync(found.Id, update, run.Token);
                return found.Id;
            });
        }

        return found.Id;
    }

    private async Task BindAsync(string number, AccountNumber? found, string application, string? applicationId, Run run)
    {
        if (found is null)
        {
            await ChangeAsync(run, new(ProvisioningAction.OrderNumber, number, $"ordered and bound to '{application}'"), () =>
                client.PhoneNumbers.OrderAsync(new OrderNumber { Number = number, ApplicationId = applicationId }, run.Token));
        }
        else if (applicationId is null || found.BoundTo != applicationId)
        {
            await ChangeAsync(run, new(ProvisioningAction.BindNumber, number, $"bound to '{application}'"), async () =>
            {
                await client.PhoneNumbers.UpdateAsync(found.Id, new UpdateNumber { ApplicationId = applicationId }, run.Token);
                return found.Id;
            });
        }
    }

    /// <summary>Makes and notes a change; in a dry run, notes it only.</summary>
    private async Task<string?> ChangeAsync(Run run, ProvisioningChange change, Func<Task<string>> make)
    {
        var id = run.Options.DryRun ? null : await PatientlyAsync(make, run.Token);
        run.Changes.Add(change);
        return id;
    }

    private Task<Dictionary<string, T>> ReadAsync<T>(Func<IAsyncEnumerable<T>> list, Func<T, string> key, CancellationToken cancellationToken) => PatientlyAsync(
        async () =>
        {
            var all = new Dictionary<string, T>(StringComparer.Ordinal);
            await foreach (var item in list())
            {
                // Where two have one name, the first is the one to keep; the same one each time.
                all.TryAdd(key(item), item);
            }

            return all;
        },
        cancellationToken);

    private IAsyncEnumerable<AccountNumber> OwnNumbersAsync(CancellationToken cancellationToken) =>
        client.PhoneNumbers.ListAsync(new NumberQuery { Size = PageSize }, cancellationToken).Where(number => number.NumberState != "released");

    private async Task<T> PatientlyAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await ask();
            }
            catch (CarrierException e) when (e is { Effect: RequestEffect.None, RetryAfter: not null } && tries < MaxTries)
            {
                await Task.Delay(e.RetryAfter.Value, time, cancellationToken);
            }
        }
    }

    private static void CheckNumbers(IReadOnlyList<ApplicationPlan> plans, Dictionary<string, AccountNumber> numbers, ProvisioningOptions options)
    {
        var missing = plans.SelectMany(plan => plan.Numbers).Where(number => !numbers.ContainsKey(number)).ToList();
        if (missing.Count > 0 && !options.OrderMissingNumbers)
        {
            throw new InvalidOperationException(
                $"Not on the account: {string.Join(", ", missing)}. Order them first, set {nameof(ProvisioningOptions.OrderMissingNumbers)} (they cost money), or take them out of the plan.");
        }
    }

    private static ApplicationSettings Settings(ApplicationPlan plan) => new()
    {
        Name = plan.Name,
        IncomingCallUrl = plan.IncomingCallUrl,
        IncomingMessageUrl = plan.IncomingMessageUrl,
        CallbackHttpMethod = plan.CallbackHttpMethod,
        AutoAnswer = plan.AutoAnswer,
    };

    private static ApplicationSettings Differences(ApplicationPlan plan, Application found) => new()
    {
        Name = plan.Name,
        IncomingCallUrl = Same(plan.IncomingCallUrl, found.IncomingCallUrl) ? null : plan.IncomingCallUrl,
        IncomingMessageUrl = Same(plan.IncomingMessageUrl, found.IncomingMessageUrl) ? null : plan.IncomingMessageUrl,
        CallbackHttpMethod = string.Equals(plan.CallbackHttpMethod, found.CallbackHttpMethod ?? "POST", StringComparison.OrdinalIgnoreCase) ? null : plan.CallbackHttpMethod,
        AutoAnswer = plan.AutoAnswer == (found.AutoAnswer ?? true) ? null : plan.AutoAnswer,
    };

    // As text: two addresses that differ in user and password only count as equal otherwise.
    private static bool Same(Uri? wanted, Uri? found) => wanted is null || (found is { IsAbsoluteUri: true } && wanted.AbsoluteUri == found.AbsoluteUri);

    private static string Text(ApplicationSettings settings) => string.Join(", ", new[]
    {
        settings.IncomingCallUrl is { } call ? $"incomingCallUrl {Shown(call)}" : null,
        settings.IncomingMessageUrl is { } message ? $"incomingMessageUrl {Shown(message)}" : null,
        settings.CallbackHttpMethod is { } method ? $"callbackHttpMethod {method}" : null,
        settings.AutoAnswer is { } answer ? $"autoAnswer {(answer ? "true" : "false")}" : null,
    }.Where(text => text is not null));

    // Callback URLs may hold a password, and changes are printed.
    private static string Shown(Uri url) => url.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped);

    private sealed record Run(ProvisioningOptions Options, List<ProvisioningChange> Changes, CancellationToken Token);
}
