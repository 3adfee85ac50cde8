namespace CallGrains.Simulator.Callbacks;

/// <summary>How a callback gets to its receiver: over HTTP, or in memory.</summary>
/// <threadsafety>Safe for use from any thread.</threadsafety>
internal interface ICallbackTransport : IDisposable
{
    /// <summary>Where the lines of the calls run.</summary>
    TaskScheduler Scheduler { get; }

    /// <summary>Sends it once and waits for the answer.</summary>
    /// <param name="request">What is sent.</param>
    /// <param name="timeout">How long the answer is waited for.</param>
    /// <param name="mostRead">How many bytes of its body are read, at most.</param>
    /// <param name="stop">Ends it, with an <see cref="OperationCanceledException"/>.</param>
    Task<CallbackAnswer> SendAsync(CallbackRequest request, TimeSpan timeout, int mostRead, CancellationToken stop);
}

/// <summary>What a receiver answered; without a status when it did not, and <c>Error</c> says why.</summary>
internal sealed record CallbackAnswer(int? Status, string? Error, string? Body, IReadOnlyList<string> Headers);
