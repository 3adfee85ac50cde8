namespace CallGrains.Telnyx.Rest;

/// <summary>
/// What a request counts against, and how urgent it is. Telnyx publishes a limit for texts alone; of everything else
/// its refusals tell, so calls and their commands have classes of their own.
/// </summary>
internal sealed class RequestRates(TelnyxOptions options)
{
    private readonly string _account = $"telnyx/{options.BaseUrl.Authority}/{options.ConnectionId}";

    public RateRequest Of(Command command) => command switch
    {
        CreateCallCommand => new(_account, RatePriority.New, [Use("new-call")]),
        SendMessageCommand => new(_account, RatePriority.Live, [Use("message", new RateLimit(options.MessagesPerSecond, TimeSpan.FromSeconds(1)))]),
        AnswerCommand or RejectCommand or HangupCommand => new(_account, RatePriority.Urgent, [Use("calls")]),
        _ => new(_account, RatePriority.Live, [Use("calls")]),
    };

    public RateRequest OfQuestion() => new(_account, RatePriority.Background, [Use("questions")]);

    private RateUse Use(string kind, RateLimit? limit = null) => new(kind, $"{_account}/{kind}", limit);
}

/// <summary>Everything goes at once.</summary>
internal sealed class NoLimiter : IRateLimiter
{
    private static readonly Lease Free = new();

    public ValueTask<IRateLease> AcquireAsync(RateRequest request, CancellationToken cancellationToken = default) => new(Free);

    private sealed class Lease : IRateLease
    {
        public TimeSpan Waited => TimeSpan.Zero;

        public void GiveBack()
        {
        }

        public void Refused(TimeSpan? retryAfter)
        {
        }

        public void Dispose()
        {
        }
    }
}
