using System.Text.Json;
using CallGrains.AspNetCore.Hosting;
using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Removes at once what ended long ago, or says what that would be. Safe for many threads.</summary>
internal sealed partial class PurgeCommand(IJournal journal, PurgeCount count, IOptions<GrainOptions> grains, TimeProvider time, ILogger<PurgeCommand> logger)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    public async Task<IResult> RunAsync(HttpRequest request)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request);
        if (refusal is not null || (refusal = TryRead(body, out var olderThan, out var isDryRun, out var before)) is not null)
        {
            return refusal;
        }

        try
        {
            // Whoever asked may go away meanwhile: what is begun is ended.
            var report = await journal.PurgeAsync(PurgeRequest.Before(before) with { DryRun = isDryRun }, CancellationToken.None);
            if (!isDryRun)
            {
                count.Add(report);
                LogPurged(ApiRouter.By, olderThan, report.Total);
            }

            return TypedResults.Json(new PurgeDone(isDryRun, before, report.Calls, report.Conferences, report.Threads, report.Unclaimed), OperationsJson.Wire.PurgeDone);
        }
        catch (NotSupportedException e)
        {
            return new Refusal(StatusCodes.Status501NotImplemented, "Not supported", e.Message);
        }
    }

    private Refusal? TryRead(JsonElement? body, out TimeSpan olderThan, out bool isDryRun, out DateTimeOffset before)
    {
        (olderThan, isDryRun, before) = (default, false, default);
        var least = grains.Value.ReplayWindow;
        if ((Fields.Check(body, "olderThan", "dryRun") ?? Fields.Text(body!.Value, "olderThan", out _)) is { } wrong)
        {
            return wrong;
        }

        var text = body!.Value.GetProperty("olderThan").GetString();
        if (!TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out olderThan) || olderThan < least || olderThan > Longest)
        {
            return Refusal.Malformed("olderThan", $"{Refusal.Quote(text!)} is no age of {least} (CallGrains:Grains:ReplayWindow) or more; send days and a time of day, such as 90.00:00:00");
        }

        before = time.GetUtcNow() - olderThan;
        return Fields.Flag(body.Value, "dryRun", out isDryRun);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} has removed what ended more than {Age} ago from the journal: {Count} grains")]
    private partial void LogPurged(string? who, TimeSpan age, long count);
}

/// <summary>What may go from the journal.</summary>
/// <param name="OlderThan">The age since the end, as days and a time of day, such as 90.00:00:00; at least
/// <c>CallGrains:Grains:ReplayWindow</c>.</param>
/// <param name="DryRun">Whether it is only counted.</param>
public sealed record PurgeGrains(string OlderThan, bool? DryRun);

/// <summary>What was removed from the journal, or would be.</summary>
/// <param name="DryRun">Whether it was only counted.</param>
/// <param name="Before">What ended before this instant.</param>
/// <param name="Calls">Calls.</param>
/// <param name="Conferences">Conferences.</param>
/// <param name="Threads">Message threads, by their last use.</param>
/// <param name="Unclaimed">Grains that no flow had answered.</param>
public sealed record PurgeDone(bool DryRun, DateTimeOffset Before, long Calls, long Conferences, long Threads, long Unclaimed);
