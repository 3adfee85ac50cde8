using CallGrains.Bandwidth.Rest;

namespace CallGrains.Bandwidth.Provisioning;

/// <summary>
/// Makes an account's applications and number bindings match a list. What already matches is not touched, so that
/// running it twice changes nothing.
/// </summary>
/// <remarks>Safe for use by many threads, but two runs at once may each make an application of the same name.</remarks>
/// <param name="client">The client of the account.</param>
/// <param name="time">The clock, for the waits that the carrier's limits ask for.</param>
public sealed class BandwidthProvisioner(BandwidthClient client, TimeProvider time)
{
    private const int MaxTries = 10;
    private const int PageSize = 1000;

    /// <summary>
    /// Makes it so. Requests that the carrier's limits turn away are sent again when it says so, up to 10 times each.
    /// </summary>
    /// <param name="plans">The applications wanted; others are left alone.</param>
    /// <param name="options">Dry run, ordering; null for neither.</param>
    /// <param name="cancellationToken">Ends it, maybe half-way; run it again to finish.</param>
    /// <returns>What was changed, in order; empty when nothing was.</returns>
    /// <exception cref="ArgumentException">The plan is wrong; the message names every fault. Nothing was
    /// changed.</exception>
    /// <exception cref="InvalidOperationException">Numbers are not on the account, and may not be ordered; the message
    /// names them all. Nothing was changed.</exception>
    /// <exception cref="CarrierException">The carrier refused or did not answer; run it again to finish.</exception>
    public async Task<IReadOnlyList<ProvisioningChange>> ApplyAsync(
        IReadOnlyList<ApplicationPlan> plans, ProvisioningOptions? options = null, CancellationToken cancellationToken = default)
    {
        PlanRules.Check(plans);
        options ??= new ProvisioningOptions();
        var applications = await ReadAsync(() => client.Applications.ListAsync(PageSize, cancellationToken), application => application.Name, cancellationToken);
        var numbers = await ReadAsync(() => OwnNumbersAsync(cancellationToken), number => number.Number, cancellationToken);
        CheckNumbers(plans, numbers, options);

        var run = new Run(options, [], applications.Values.ToDictionary(application => application.Id, application => application.Name), cancellationToken);
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
            var settings = ApplicationDifference.Settings(plan);
            return await ChangeAsync(run, new(ProvisioningAction.CreateApplication, plan.Name, ApplicationDifference.Text(settings, null)), () => client.Applications.CreateAsync(settings, run.Token));
        }

        if (ApplicationDifference.Between(plan, found) is { } update)
        {
            await ChangeAsync(run, new(ProvisioningAction.UpdateApplication, plan.Name, ApplicationDifference.Text(update, found)), async () =>
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
            var before = found.BoundTo is { } other ? $", not to '{run.Names.GetValueOrDefault(other, other)}' any more" : "";
            await ChangeAsync(run, new(ProvisioningAction.BindNumber, number, $"bound to '{application}'{before}"), async () =>
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

    private sealed record Run(ProvisioningOptions Options, List<ProvisioningChange> Changes, Dictionary<string, string> Names, CancellationToken Token);
}
