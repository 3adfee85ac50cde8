using System.Collections.Concurrent;
using System.Diagnostics;
using CallGrains.Simulator.Errors;
using CallGrains.Simulator.History;

namespace CallGrains.Simulator.Callbacks;

/// <summary>
/// Sends callbacks. As with the carriers, anything but a 2xx in time is a failure; what follows
/// then is the carrier's style.
/// </summary>
/// <remarks>
/// Each receiver (host and port) has its own bound of concurrent requests, so a slow one keeps only its own waiting.
/// The timeout starts when a request is sent, not while it waits for its turn.
/// </remarks>
internal sealed class CallbackSender(ICallbackStyle style, ICallbackTransport transport, TimeProvider clock, Ring<CallbackEntry> history, InFlight inFlight, ErrorLog errors, INetworkLog log) : IDisposable
{
    private const int RequestsPerReceiver = 256;
    private const int MostRead = 20_000;
    private const int MostKept = 4_000;

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _receivers = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Starts the work of a line beside the caller.</summary>
    public void Start(Func<Task> work) =>
        _ = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, transport.Scheduler).Unwrap();

    public async Task SendAsync(Delivery delivery)
    {
        if (delivery.IsDropped)
        {
            Drop(delivery);
            return;
        }

        var tries = style.TriesOf(delivery);
        if (await TryOneAsync(delivery, tries[0], 1) is not { } failure)
        {
            return;
        }

        var rest = GoOnAsync(delivery, tries, failure);
        if (style.KeepsOrder)
        {
            await rest;
        }
    }

    private async Task GoOnAsync(Delivery delivery, IReadOnlyList<CallbackTry> tries, Failure failure)
    {
        for (var at = 1; at < tries.Count && style.IsTriedAgain(delivery, failure.Status); at++)
        {
            if (await TryOneAsync(delivery, tries[at], at + 1) is not { } next)
            {
                return;
            }

            failure = next;
        }

        errors.Add("unavailable", "no-callback-for-call", $"The callback '{delivery.EventType}' of {delivery.Subject} could not be delivered: {failure.Reason}", ("callId", delivery.CallId ?? delivery.Subject));
        log.Lost(delivery.EventType, delivery.Subject, failure.Reason);
        delivery.WhenLost?.Invoke();
    }

    /// <summary>Null when it was taken, or when the simulator stops; else why not.</summary>
    private async Task<Failure?> TryOneAsync(Delivery delivery, CallbackTry one, int attempt)
    {
        try
        {
            if (one.Pause > TimeSpan.Zero)
            {
                await Task.Delay(one.Pause, clock, _stopping.Token);
            }

            return await TryAsync(delivery, one, attempt);
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            log.NotSent(delivery.EventType, delivery.Subject);
            return null;
        }
    }

    /// <summary>Notes what is never sent. Who waits for an answer learns that none comes.</summary>
    private void Drop(Delivery delivery)
    {
        var request = style.Make(delivery, delivery.Target.Url, 1) ?? new CallbackRequest(HttpMethod.Get, new Uri(delivery.Target.Url), null, null);
        var at = clock.GetUtcNow();
        history.Add(n => new CallbackEntry(
            n, at, delivery.Subject, delivery.CallId, delivery.EventType, request, delivery.Target.Timeout, null, 0, null, false, delivery.Fault));
        if (delivery.WhenAnswered is not null)
        {
            delivery.WhenLost?.Invoke();
        }
    }

    /// <summary>
    /// Sends a callback of the past once more, to the same URL with the same payload and credentials, or with those of
    /// <paramref name="changed"/>; no fallback, no consequence.
    /// </summary>
    public async Task<CallbackEntry> ResendAsync(CallbackEntry sent, CallbackRequest? changed = null)
    {
        sent = sent with { Request = changed ?? sent.Request };
        var at = clock.GetUtcNow();
        var start = Stopwatch.GetTimestamp();
        var request = style.Renew(sent.Request);
        var got = await transport.SendAsync(request, sent.Timeout, MostRead, _stopping.Token);
        var ms = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return history.Add(n => sent with { Number = n, At = at, Request = request, Status = got.Status, Error = got.Error, Answer = got.Body, AnswerHeaders = got.Headers, Milliseconds = ms, Fault = null, ResendOf = sent.Number });
    }

    public void Dispose()
    {
        _stopping.Cancel();
        transport.Dispose();
    }

    private async Task<Failure?> TryAsync(Delivery delivery, CallbackTry one, int attempt)
    {
        if (style.Make(delivery, one.Url, attempt) is not { } request)
        {
            return new Failure(null, "its fields make the URL too long for a GET");
        }

        var receiver = _receivers.GetOrAdd(request.Url.Authority, _ => new SemaphoreSlim(RequestsPerReceiver));
        await receiver.WaitAsync(_stopping.Token);
        try
        {
            return await AskAsync(delivery, request, one.IsFallback);
        }
        finally
        {
            receiver.Release();
        }
    }

    private async Task<Failure?> AskAsync(Delivery delivery, CallbackRequest request, bool isFallback)
    {
        var sent = new CallbackEntry(
            0, clock.GetUtcNow(), delivery.Subject, delivery.CallId, delivery.EventType, request, delivery.Target.Timeout, null, 0, null, isFallback, delivery.Fault);
        var start = Stopwatch.GetTimestamp();
        using var flight = inFlight.Begin(n => sent with { Number = n });
        var (status, error, answer, headers) = await transport.SendAsync(request, delivery.Target.Timeout, delivery.WhenAnswered is null ? MostKept : MostRead, _stopping.Token);
        var ms = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        history.Add(n => sent with { Number = n, Status = status, Milliseconds = ms, Error = error, Answer = answer, AnswerHeaders = headers });
        if (status is >= 200 and < 300)
        {
            delivery.WhenAnswered?.Invoke(answer ?? "");
        }

        return status is >= 200 and < 300 ? null : new Failure(status, $"{request.Method} {SignedUrls.Mask(request.Url.AbsoluteUri)}: {error ?? $"answered {status}"}");
    }

    /// <summary>Why it was not taken; the status of the answer, if there was one.</summary>
    private sealed record Failure(int? Status, string Reason);
}
