using System.Runtime.CompilerServices;
using System.Text.Json;
using CallGrains.Telnyx.Rest;

namespace CallGrains.Telnyx;

/// <summary>A call as the carrier sees it: until ten minutes after its end.</summary>
/// <param name="IsAlive">Whether it rings or is talked on. A call that is being dialled is neither yet.</param>
/// <param name="HasEnded">Whether its end has a time.</param>
/// <param name="LegId">The id by which log and recordings name it.</param>
/// <param name="State">What was said of it last; null for nothing of ours.</param>
internal sealed record CallStatus(bool IsAlive, bool HasEnded, string? LegId, ClientState? State)
{
    /// <summary>Whether it is over.</summary>
    public bool IsOver => !IsAlive && HasEnded;
}

/// <summary>Asks Telnyx over its REST API. Safe for many threads.</summary>
internal sealed class TelnyxQuestions(TelnyxHttp http, string connection)
{
    private const int PageSize = 250, MostPages = 20;

    /// <summary>Whether the carrier answers, and takes the key.</summary>
    /// <exception cref="CarrierException">It does not.</exception>
    public Task CheckAsync(CancellationToken cancellationToken) =>
        http.GetAsync($"connections/{connection}/active_calls?page%5Blimit%5D=1", null, cancellationToken);

    /// <summary>A call; null when it is not known, or not any more.</summary>
    public async Task<CallStatus?> GetCallAsync(string callId, CommandLease? lease, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await http.GetAsync($"calls/{Uri.EscapeDataString(callId)}", lease, cancellationToken);
            return Data(answer) is { ValueKind: JsonValueKind.Object } call
                ? new CallStatus(
                    call.TryGetProperty("is_alive", out var alive) && alive.ValueKind == JsonValueKind.True,
                    Fields.Text(call, "end_time") is not null,
                    Fields.Text(call, "call_leg_id"),
                    ClientState.Decode(Fields.Text(call, "client_state")))
                : null;
        }
        catch (CarrierException e) when (Failures.IsUnknown(e.Error))
        {
            return null;
        }
    }

    /// <summary>A leg of ours among the calls that are not over; null when it is not there.</summary>
    public async Task<string?> FindActiveAsync(FlowAddress grain, int leg, CommandLease? lease, CancellationToken cancellationToken)
    {
        var after = "";
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await http.GetAsync($"connections/{connection}/active_calls?page%5Blimit%5D={PageSize}{after}", lease, cancellationToken);
            foreach (var call in Fields.Items(answer, "data"))
            {
                if (IsLeg(ClientState.Decode(Fields.Text(call, "client_state")), grain, leg))
                {
                    return Fields.Text(call, "call_control_id");
                }
            }

            if (NextOf(answer) is not { } next)
            {
                break;
            }

            after = $"&page%5Bafter%5D={Uri.EscapeDataString(next)}";
        }

        return null;
    }

    /// <summary>
    /// A leg of ours, whether it is over or not, in the log of the last day; null when it is not there.
    /// </summary>
    public async Task<string?> FindLegAsync(FlowAddress grain, int leg, CommandLease? lease, CancellationToken cancellationToken)
    {
        if (await FindActiveAsync(grain, leg, lease, cancellationToken) is { } active)
        {
            return active;
        }

        await foreach (var told in LogAsync("filter%5Bname%5D=call.initiated&", lease, cancellationToken))
        {
            if (IsLeg(ClientState.Decode(Fields.Text(told.Payload, "client_state")), grain, leg))
            {
                return Fields.Text(told.Payload, "call_control_id");
            }
        }

        return null;
    }

    /// <summary>What the carrier has told of a leg, in its order.</summary>
    public async Task<IReadOnlyList<Envelope>> ToldOfAsync(string legId, CancellationToken cancellationToken)
    {
        var all = new List<Envelope>();
        await foreach (var told in LogAsync($"filter%5Bleg_id%5D={Uri.EscapeDataString(legId)}&", null, cancellationToken))
        {
            all.Add(told);
        }

        return [.. all.OrderBy(told => told.Time)];
    }

    /// <summary>The recordings of a leg.</summary>
    public async Task<IReadOnlyList<JsonElement>> RecordingsOfAsync(string legId, CancellationToken cancellationToken)
    {
        var answer = await http.GetAsync($"recordings?filter%5Bcall_leg_id%5D={Uri.EscapeDataString(legId)}&page%5Bsize%5D={PageSize}", null, cancellationToken);
        return [.. Fields.Items(answer, "data").Where(r => r.ValueKind == JsonValueKind.Object)];
    }

    /// <summary>The leg that a recording is of; null when it is not known (any more).</summary>
    public async Task<string?> LegOfRecordingAsync(string recordingId, CancellationToken cancellationToken)
    {
        try
        {
            return TelnyxCommands.DataOf(await http.GetAsync($"recordings/{Uri.EscapeDataString(recordingId)}", null, cancellationToken), "call_leg_id");
        }
        catch (CarrierException e) when (Failures.IsUnknown(e.Error))
        {
            return null;
        }
    }

    private async IAsyncEnumerable<Envelope> LogAsync(string filter, CommandLease? lease, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var page = 1; page <= MostPages; page++)
        {
            var answer = await http.GetAsync($"call_events?{filter}filter%5Btype%5D=webhook&page%5Bnumber%5D={page}&page%5Bsize%5D={PageSize}", lease, cancellationToken);
            var records = Fields.Items(answer, "data").ToList();
            foreach (var record in records)
            {
                if (record.ValueKind == JsonValueKind.Object && OfLog(record) is { } told)
                {
                    yield return told;
                }
            }

            if (records.Count < PageSize)
            {
                break;
            }
        }
    }

    /// <summary>A record that is no event tells nothing.</summary>
    private static Envelope? OfLog(JsonElement record)
    {
        try
        {
            return Envelope.OfLog(record);
        }
        catch (EventFormatException)
        {
            return null;
        }
    }

    private static bool IsLeg(ClientState? state, FlowAddress grain, int leg) => state is not null && state.Grain == grain && state.Leg == leg;

    private static string? NextOf(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("meta", out var meta) && meta.ValueKind == JsonValueKind.Object && meta.TryGetProperty("cursors", out var cursors) && cursors.ValueKind == JsonValueKind.Object
            ? Fields.Text(cursors, "after")
            : null;

    private static JsonElement? Data(JsonElement answer) => answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("data", out var data) ? data : null;
}
