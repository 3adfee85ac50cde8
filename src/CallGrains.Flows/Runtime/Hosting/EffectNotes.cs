namespace CallGrains.Flows.Runtime;

/// <summary>The requests that one command takes, as they are journalled. Safe for many threads.</summary>
/// <param name="kept">How much of them is kept.</param>
/// <param name="isSensitive">Whether nobody but the flow may see what the command says.</param>
internal sealed class EffectNotes(KeptRequests kept, bool isSensitive)
{
    /// <summary>A command that is tried for an hour has the first of them, and the last.</summary>
    private const int MostFirst = 3, MostLast = 5;

    private readonly List<CarrierExchange> _all = [];

    /// <summary>The notes of one command; null when none are kept.</summary>
    public static EffectNotes? Of(KeptRequests kept, Command command) => kept == KeptRequests.None ? null : new EffectNotes(kept, command.IsSensitive);

    /// <summary>Whether the bodies of requests that go well are kept too.</summary>
    public bool HasBodies => kept == KeptRequests.All && !isSensitive;

    /// <summary>What was noted; null for nothing.</summary>
    public IReadOnlyList<CarrierExchange>? All
    {
        get
        {
            lock (_all)
            {
                return _all.Count == 0 ? null : [.. _all];
            }
        }
    }

    /// <summary>Takes a request as it was sent, and keeps what may be kept of it.</summary>
    public void Add(CarrierExchange exchange)
    {
        var shown = exchange with
        {
            Path = Masking.Of(exchange.Path),
            Sent = Shown(exchange.Sent),
            Answer = Shown(exchange.Answer),
            Headers = exchange.Headers?.ToDictionary(h => h.Key, h => Masking.Of(h.Value)),
            Failure = exchange.Failure is { } failure ? Masking.Of(failure) : null,
        };
        lock (_all)
        {
            if (_all.Count == MostFirst + MostLast)
            {
                _all.RemoveAt(MostFirst);
            }

            _all.Add(shown);
        }
    }

    private string? Shown(string? body) => body is null ? null : isSensitive ? Masking.Hidden : MaskedBody.Of(body);
}

/// <summary>How much of a command's requests to its carrier is kept beside its outcome.</summary>
public enum KeptRequests
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>
    /// Of each its method, path, status and time; of those that fail also the bodies, without texts, digits and
    /// numbers.
    /// </summary>
    Failures,

    /// <summary>All that, and the bodies of those that go well.</summary>
    All,
}
