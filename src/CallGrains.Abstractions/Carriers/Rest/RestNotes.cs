using System.Text;

namespace CallGrains;

/// <summary>What the REST clients of all carriers tell of a command's requests.</summary>
internal static class RestNotes
{
    private static readonly HttpRequestOptionsKey<(HttpResponseMessage Response, byte[] Body)> Answer = new("callgrains-answer");

    private static readonly string[] Telling =
        ["Location", "Retry-After", "X-Request-Id", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"];

    /// <summary>Remembers an answer's body beside its request.</summary>
    public static void Keep(HttpResponseMessage response, byte[] body) => response.RequestMessage?.Options.Set(Answer, (response, body));

    /// <summary>Tells of a request that was answered or given up; of one without a command, nobody.</summary>
    /// <param name="command">The command that it was for.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">Its answer, where it went well.</param>
    /// <param name="failure">Why it did not go well.</param>
    /// <param name="now">The time.</param>
    /// <param name="took">How long it took.</param>
    public static void Note(this CommandLease? command, HttpRequestMessage request, HttpResponseMessage? response, CarrierException? failure, DateTimeOffset now, TimeSpan took)
    {
        if (command?.Noted is null)
        {
            return;
        }

        var kept = request.Options.TryGetValue(Answer, out var answer) ? answer : default;
        var answered = response ?? kept.Response;
        var hasBodies = command.NotesBodies || failure is not null;
        command.Note(new CarrierExchange(now - took, request.Method.Method, request.RequestUri!.PathAndQuery)
        {
            Status = answered is null ? failure?.Error.Status ?? 0 : (int)answered.StatusCode,
            Milliseconds = (int)took.TotalMilliseconds,
            Sent = hasBodies ? Text((request.Content as TrackedContent)?.Bytes ?? default) : null,
            Answer = hasBodies ? Text(kept.Body) : null,
            Headers = answered is null ? null : Told(answered),
            Failure = failure is not null && (answered is null || answered.IsSuccessStatusCode) ? failure.Error.Message : null,
        });
    }

    private static string? Text(ReadOnlyMemory<byte> body) => body.IsEmpty ? null : Encoding.UTF8.GetString(body.Span);

    private static Dictionary<string, string>? Told(HttpResponseMessage response)
    {
        Dictionary<string, string>? told = null;
        foreach (var name in Telling)
        {
            if (response.Headers.TryGetValues(name, out var values))
            {
                (told ??= [])[name] = string.Join(", ", values);
            }
        }

        return told;
    }
}
