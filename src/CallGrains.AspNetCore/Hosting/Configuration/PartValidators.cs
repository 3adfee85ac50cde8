using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>The settings of grains.</summary>
internal sealed class GrainOptionsValidator : IValidateOptions<GrainOptions>
{
    private const string Section = HostSettings.SectionName + ":Grains";

    public ValidateOptionsResult Validate(string? name, GrainOptions options)
    {
        var faults = Times(options).Concat(Counts(options)).Concat(Stops(options)).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Times(GrainOptions o) =>
        from setting in new (string Key, TimeSpan Value, string Example)[]
        {
            (nameof(o.IdleTimeout), o.IdleTimeout, "00:10:00"),
            (nameof(o.SweepInterval), o.SweepInterval, "00:00:05"),
            (nameof(o.CommandPatience), o.CommandPatience, "00:01:00"),
            (nameof(o.RecordingPatience), o.RecordingPatience, "00:10:00"),
            (nameof(o.ReplayWindow), o.ReplayWindow, "1.00:00:00"),
        }
        where setting.Value <= TimeSpan.Zero
        select $"{Section}:{setting.Key} is {setting.Value}; write a time above zero, such as {setting.Example}.";

    private static IEnumerable<string> Counts(GrainOptions o) =>
        from setting in new (string Key, int Value)[] { (nameof(o.MaxWaiting), o.MaxWaiting), (nameof(o.RecoveryParallelism), o.RecoveryParallelism), (nameof(o.CompactAfter), o.CompactAfter) }
        where setting.Value < 1
        select $"{Section}:{setting.Key} is {setting.Value}; write 1 or more.";

    private static IEnumerable<string> Stops(GrainOptions o)
    {
        if (o.QuarantineAfter < 0)
        {
            yield return $"{Section}:{nameof(o.QuarantineAfter)} is {o.QuarantineAfter}; write a number of deaths, or 0 for never.";
        }

        if (o.MostEntriesAMinute < 0)
        {
            yield return $"{Section}:{nameof(o.MostEntriesAMinute)} is {o.MostEntriesAMinute}; write a number of entries, or 0 for any number.";
        }

        if (o.MostTextsAMinute < 0)
        {
            yield return $"{Section}:{nameof(o.MostTextsAMinute)} is {o.MostTextsAMinute}; write a number of texts, or 0 for any number.";
        }

        if (o.MostTurnTime < TimeSpan.Zero || (o.MostTurnTime > TimeSpan.Zero && o.MostTurnTime < TimeSpan.FromSeconds(5)))
        {
            yield return $"{Section}:{nameof(o.MostTurnTime)} is {o.MostTurnTime}; write 5 seconds or more, such as 00:01:00, or 00:00:00 for any time.";
        }

        if (o.FallbackAfter < TimeSpan.Zero)
        {
            yield return $"{Section}:{nameof(o.FallbackAfter)} is {o.FallbackAfter}; write a time, such as 00:00:10, or 00:00:00 for at once.";
        }

        if (o.FallbackTransferTo.Length > 0 && !Party.CanBeCalled(o.FallbackTransferTo))
        {
            yield return $"{Section}:{nameof(o.FallbackTransferTo)} is '{o.FallbackTransferTo}'; write a number such as +15550100, or sip:user@host.";
        }
    }
}

/// <summary>The flows, and the numbers and applications that they answer for.</summary>
internal sealed class FlowOptionsValidator : IValidateOptions<FlowOptions>
{
    public ValidateOptionsResult Validate(string? name, FlowOptions options)
    {
        if (options.MostDiversions < 0)
        {
            return ValidateOptionsResult.Fail($"{HostSettings.SectionName}:Flows:{nameof(options.MostDiversions)} is {options.MostDiversions}; write a number of diversions, or 0 for any number.");
        }

        try
        {
            _ = new FlowRegistry(Options.Create(options));
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
