using System.Text;
using System.Text.Json;
using CallGrains.AspNetCore.Http;
using CallGrains.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// Gives out or erases all that the journal has of one person: the grains whose caller or called party a number is, and
/// those of their recordings. Safe for many threads.
/// </summary>
internal sealed partial class PersonCommands(IJournal journal, PurgeCount count, IOptions<GrainOptions> grains, TimeProvider time, ILogger<PersonCommands> logger)
{
    private const int PageSize = 200;

    /// <summary>All journals, one after the other, as one document.</summary>
    public async Task<IResult> ExportAsync(string number, HttpContext context, CancellationToken cancellationToken)
    {
        if (Check(number) is { } refusal)
        {
            return refusal;
        }

        context.Response.ContentType = "application/json";
        await WriteAsync(context, $"{{\"number\":{JsonSerializer.Serialize(number, OperationsJson.Wire.String)},\"grains\":[", cancellationToken);
        var isFirst = true;
        await foreach (var first in GrainsAsync(number, cancellationToken))
        {
            await WriteAsync(context, isFirst ? "" : ",", cancellationToken);
            await JournalDocument.WriteAsync(journal.ReadPartsAsync(first, cancellationToken), context.Response.Body, cancellationToken);
            isFirst = false;
        }

        await WriteAsync(context, "]}", cancellationToken);
        return TypedResults.Empty;
    }

    /// <summary>Removes them, but for what must stay, which is told.</summary>
    public async Task<IResult> EraseAsync(string number, HttpRequest request)
    {
        var (body, refusal) = await JsonBody.ReadAsync(request);
        var isDryRun = false;
        refusal ??= Check(number) ?? (body is { } json ? Fields.Check(json, "dryRun") ?? Fields.Flag(json, "dryRun", out isDryRun) : null);
        if (refusal is not null)
        {
            return refusal;
        }

        var (report, kept) = (default(PurgeReport), new List<KeptGrain>());
        try
        {
            // Whoever asked may go away meanwhile: what is begun is ended.
            await foreach (var grain in GrainsAsync(number, CancellationToken.None))
            {
                var why = Reason(grain.Summary) ?? (isDryRun || await journal.RemoveAsync(grain.Summary.Address, grain.Summary.Sequence) ? null : "it has been written to just now; erase again");
                report = why is null ? report.With(grain.Summary) : report;
                kept.AddRange(why is null ? [] : [new KeptGrain(grain.Summary.Address.ToString(), why)]);
            }
        }
        catch (NotSupportedException e)
        {
            return new Refusal(StatusCodes.Status501NotImplemented, "Not supported", e.Message);
        }

        if (!isDryRun)
        {
            count.Add(report);
            LogErased(ApiRouter.By, report.Total, kept.Count);
        }

        return TypedResults.Json(new PersonErased(isDryRun, report.Calls, report.Conferences, report.Threads, report.Unclaimed, kept), OperationsJson.Wire.PersonErased);
    }

    /// <summary>Why a grain must stay; null when it may go.</summary>
    private string? Reason(GrainSummary summary) => summary switch
    {
        { State: not GrainState.Ended } => "it is not over; end it, then erase again",
        { Address.Kind: GrainKind.Thread, Cause: "STOPPED" } => "the other side has stopped texts, and that must stay known",
        { EndedAt: { } ended } when ended > time.GetUtcNow() - grains.Value.ReplayWindow => $"it ended less than {grains.Value.ReplayWindow} ago, and late callbacks may come; erase again later",
        _ => null,
    };

    /// <summary>The first part of each grain.</summary>
    private async IAsyncEnumerable<JournalPart> GrainsAsync(string number, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var page = await journal.ListAsync(new GrainQuery { Number = number, Size = PageSize, After = after }, cancellationToken);
            foreach (var summary in page.Items)
            {
                if (await journal.ReadPartAsync(summary.Address, 0, cancellationToken) is not { } grain)
                {
                    continue;
                }

                await foreach (var recording in StoredEntries.RecordingsOf(journal.ReadPartsAsync(grain, cancellationToken)))
                {
                    if (await journal.ReadPartAsync(recording, 0, cancellationToken) is { } relay)
                    {
                        yield return relay;
                    }
                }

                yield return grain;
            }

            after = page.Next;
        }
        while (after is not null);
    }

    private static Refusal? Check(string number) => Party.CanBeTexted(number) || StartCallReader.IsNumber(number)
        ? null
        : Refusal.Malformed("number", $"{Refusal.Quote(number)} is no number; send {StartCallReader.NumberForm}");

    private static async Task WriteAsync(HttpContext context, string text, CancellationToken cancellationToken) =>
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} has erased one person from the journal: {Count} grains; {Kept} had to stay")]
    private partial void LogErased(string? who, long count, int kept);
}

/// <summary>Whether a person's calls and texts are only counted.</summary>
/// <param name="DryRun">Whether nothing is removed; false by default.</param>
public sealed record ErasePerson(bool? DryRun);

/// <summary>What was removed of a person from the journal, or would be.</summary>
/// <param name="DryRun">Whether it was only counted.</param>
/// <param name="Calls">Calls.</param>
/// <param name="Conferences">Conferences.</param>
/// <param name="Threads">Message threads.</param>
/// <param name="Unclaimed">What no flow had answered, and what reports about recordings.</param>
/// <param name="Kept">What had to stay, and why.</param>
public sealed record PersonErased(bool DryRun, long Calls, long Conferences, long Threads, long Unclaimed, IReadOnlyList<KeptGrain> Kept);

/// <summary>A grain that had to stay.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Why">Why, and what to do.</param>
public sealed record KeptGrain(string Address, string Why);

/// <summary>All that the journal has of one person.</summary>
/// <param name="Number">The person's number.</param>
/// <param name="Grains">The journals of the calls and threads with that number, and of what reports about their
/// recordings.</param>
public sealed record PersonJournals(string Number, IReadOnlyList<GrainJournal> Grains);
