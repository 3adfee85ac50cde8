using System.Collections.Concurrent;
using CallGrains.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Ingress;

/// <summary>
/// The answering side of the self-test: who holds our keys answers a question of ours once, and notes where each of our
/// questions came in.
/// </summary>
/// <remarks>Safe for many threads.</remarks>
internal sealed class SelfTestRegistry(CapabilityTokens tokens)
{
    /// <summary>Marks a question on its way, whatever a proxy does to its path.</summary>
    public const string Header = "CallGrains-Self-Test";

    /// <summary>Stands for a question in what people read.</summary>
    public const string Ellipsis = "…";

    private const string Prefix = "self-test-", AnswerPrefix = "answer to ";

    private readonly ConcurrentDictionary<string, string> _seenAt = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _answered = new(StringComparer.Ordinal);

    /// <summary>
    /// Where questions come in when nothing changes their path; set when the endpoints are mapped, below whatever group
    /// they are in.
    /// </summary>
    public string Path { get; set; } = "/callbacks/self-test/" + Ellipsis;

    /// <summary>A question that can be asked once.</summary>
    public string Ask() => tokens.Create(FlowAddress.Call(Prefix + Guid.NewGuid().ToString("N")), 0);

    /// <summary>Whether an answer is the one to a question; only who holds our keys can give it.</summary>
    public bool IsAnswer(string question, string answer) =>
        IdOf(question) is { } id && tokens.TryReadFlow(answer.Trim(), out var text) && text == AnswerPrefix + id;

    /// <summary>The path at which a question came in; null when it did not reach this process.</summary>
    public string? Forget(string question)
    {
        _answered.TryRemove(question, out _);
        return _seenAt.TryRemove(question, out var path) ? path : null;
    }

    public void Note(HttpContext context)
    {
        if (context.Request.Headers[Header] is [{ } question] && IdOf(question) is not null)
        {
            _seenAt[question] = context.Request.PathBase + context.Request.Path;
        }
    }

    public async Task AnswerAsync(HttpContext context)
    {
        var question = context.Request.RouteValues["question"] as string;
        if (IdOf(question) is not { } id || !_answered.TryAdd(question!, true))
        {
            await new Refusal(StatusCodes.Status404NotFound, "Not found", "This installation has not asked that, or was answered before.").ExecuteAsync(context);
            return;
        }

        await context.Response.WriteAsync(tokens.CreateForFlow(AnswerPrefix + id));
    }

    private string? IdOf(string? question) =>
        tokens.TryRead(question, out var address, out _) && address.Id.StartsWith(Prefix, StringComparison.Ordinal) ? address.Id : null;
}
