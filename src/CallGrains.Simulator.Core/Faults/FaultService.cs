using System.IO.Enumeration;
using CallGrains.Simulator.Callbacks;

namespace CallGrains.Simulator.Faults;

/// <summary>
/// The faults on order. The first rule that matches and strikes decides; most of the time there is none.
/// </summary>
/// <threadsafety>Safe for use from any thread.</threadsafety>
internal sealed class FaultService(int seed)
{
    private readonly Lock _gate = new();
    private readonly List<FaultRule> _rules = [];
    private int _made;

    public FaultRule Add(FaultOrder order)
    {
        lock (_gate)
        {
            var rule = new FaultRule($"fault-{++_made}", order, seed);
            _rules.Add(rule);
            return rule;
        }
    }

    public bool Remove(string id)
    {
        lock (_gate)
        {
            return _rules.RemoveAll(rule => rule.Id == id) > 0;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
        }
    }

    public T[] Select<T>(Func<FaultRule, T> view)
    {
        lock (_gate)
        {
            return [.. _rules.Select(view)];
        }
    }

    public FaultRule? OfCallback(Delivery delivery) => Find(
        order => order.IsForCallbacks && Matches(order.Event, delivery.EventType) && (order.CallId is null || order.CallId == delivery.Subject || order.CallId == delivery.CallId),
        $"{delivery.Subject}|{delivery.EventType}");

    /// <summary>The path is that below the user (or the version), or the whole one.</summary>
    public FaultRule? OfRequest(string method, string path)
    {
        var below = path.StartsWith("/v1/users/", StringComparison.Ordinal) && path.IndexOf('/', 10) is > 0 and var at ? path[at..]
            : path.StartsWith("/v2/", StringComparison.Ordinal) ? path[3..]
            : path;
        return Find(
            order => order.IsForRequests && Matches(order.Method, method) && (Matches(order.Path, below) || Matches(order.Path, path))
                && (order.CallId is null || path.Contains(order.CallId, StringComparison.Ordinal)),
            $"{method}|{path}");
    }

    /// <summary>For what is made of a call's sound: <c>recording</c> or <c>transcription</c>.</summary>
    public FaultRule? OfMedia(string kind, string callId) => Find(
        order => order.Kind == "media" && Matches(order.Event, kind) && (order.CallId is null || order.CallId == callId), $"{callId}|{kind}");

    private FaultRule? Find(Func<FaultOrder, bool> matches, string key)
    {
        lock (_gate)
        {
            return _rules.Find(rule => matches(rule.Order) && rule.Strikes(key));
        }
    }

    private static bool Matches(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern, text);
}
