using CallGrains.Benchmarks.References;
using JasperFx;
using Marten;

namespace CallGrains.Benchmarks.Peers.Marten;

/// <summary>A callback came.</summary>
/// <param name="Callback">The callback.</param>
/// <param name="IsAgent">Whether it is about the leg of an agent.</param>
public sealed record TakeCallback(CallbackBody Callback, bool IsAgent);

/// <summary>
/// A command is to be sent. It is stored with the document that led to it, and again until it was sent.
/// </summary>
/// <param name="Command">The command.</param>
public sealed record SendCommand(BotCommand Command);

/// <summary>What is kept of a leg; the same as reference (b2) keeps.</summary>
public sealed class CallDocument : IRevisioned
{
    /// <summary>The leg.</summary>
    public string Id { get; set; } = "";

    /// <summary>The last event and its state.</summary>
    public string Step { get; set; } = "";

    /// <summary>How many came.</summary>
    public int Events { get; set; }

    /// <summary>The last one.</summary>
    public CallbackBody? Last { get; set; }

    /// <inheritdoc/>
    public int Version { get; set; }
}

/// <summary>Where this server's callbacks go.</summary>
/// <param name="Value">The address.</param>
public sealed record CallbackUrl(string Value);

/// <summary>What Wolverine calls, within a transaction of Marten's.</summary>
public static class CallHandler
{
    /// <summary>Changes the document; the command that follows goes into the same transaction.</summary>
    /// <param name="message">The callback.</param>
    /// <param name="session">The transaction.</param>
    /// <param name="url">Where this server's callbacks go.</param>
    public static async Task<SendCommand?> Handle(TakeCallback message, IDocumentSession session, CallbackUrl url)
    {
        var callback = message.Callback;
        var call = await session.LoadAsync<CallDocument>(callback.CallId!) ?? new CallDocument { Id = callback.CallId! };
        (call.Step, call.Events, call.Last) = ($"{callback.EventType}/{callback.State ?? callback.CallState}", call.Events + 1, callback);
        session.Store(call);
        return FrontDeskBot.Next(callback, message.IsAgent, url.Value) is { } command ? new SendCommand(command) : null;
    }

    /// <summary>Sends a command.</summary>
    /// <param name="message">The command.</param>
    /// <param name="carrier">Where it goes.</param>
    public static Task Handle(SendCommand message, BotCarrier carrier) => carrier.SendAsync(message.Command);
}
