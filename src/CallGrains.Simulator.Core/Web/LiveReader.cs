using System.Text.Json.Nodes;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.History;
using CallGrains.Simulator.Phones;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Web;

/// <summary>
/// What one page has not seen yet. Everything it gives may be given again: the page knows entries by their number.
/// </summary>
internal sealed class LiveReader(LiveSources sources, LiveCursor start)
{
    /// <summary>
    /// A page shows some of a long history at most; <c>/sim/requests</c> and <c>/sim/callbacks</c> have the rest.
    /// </summary>
    private const int MostEntries = 1000;
    private const int MostCalls = 100;
    private const int MostInFlight = 50;

    /// <summary>
    /// The exchange is held for a few calls at a time only: under load a page must not slow the carrier down.
    /// </summary>
    private const int CallsAtOnce = 50;
    private readonly List<RequestEntry> _open = [];
    private Dictionary<string, string> _calls = [];
    private List<string> _unfinished = [];
    private string _account = "";
    private string _inFlight = "[]";
    private long _lastRequest = start.Requests;
    private long _lastCallback = start.Callbacks;

    /// <summary>
    /// Up to the first request that still waits for its answer, so that a page which comes back gets that too.
    /// </summary>
    public LiveCursor Cursor => start with { Requests = _open.Count == 0 ? _lastRequest : _open[0].Number - 1, Callbacks = _lastCallback };

    public JsonObject Hello() => Json.Object(
        ("instance", start.Instance), ("carrier", sources.Carrier), ("now", sources.Clock.GetUtcNow().Iso()), ("speed", sources.Speed), ("words", sources.SaysWords),
        ("skippedRequests", Math.Max(0, sources.Requests.Total - _lastRequest - MostEntries)),
        ("skippedCallbacks", Math.Max(0, sources.Callbacks.Total - _lastCallback - MostEntries)));

    /// <summary>Event names and data. The account and calls come first: they are what the entries are about.</summary>
    public IReadOnlyList<(string Event, string Data)> Read()
    {
        var news = new List<(string, string)>();
        ReadCalls(news);
        ReadInFlight(news);
        news.AddRange(ReadRequests().Select(entry => ("request", Json.Write(entry.Render()))));
        news.AddRange(ReadCallbacks().Select(entry => ("callback", Json.Write(entry.Render()))));
        return news;
    }

    private void ReadCalls(List<(string, string)> news)
    {
        var text = Json.Write(sources.Exchange.Look(sources.Account.Render));
        if (text != _account)
        {
            news.Add(("account", _account = text));
        }

        var views = Watched().Chunk(CallsAtOnce).SelectMany(some => sources.Exchange.Look(() => some.Select(call => (call.Id, call.IsOver, View: PhoneView.Full(call))).ToList())).ToList();
        var before = _calls;
        _calls = views.ToDictionary(call => call.Id, call => Json.Write(call.View));
        _unfinished = [.. views.Where(call => !call.IsOver).Select(call => call.Id)];
        news.AddRange(Enumerable.Reverse(views).Where(call => before.GetValueOrDefault(call.Id) != _calls[call.Id]).Select(call => ("call", _calls[call.Id])));
    }

    /// <summary>
    /// The newest, all that go on, however old they are, and whatever the page saw begin and not yet end.
    /// </summary>
    private List<Call> Watched() => sources.Exchange.Look(() =>
        sources.Calls.NewestFirst().Take(MostCalls).Concat(sources.Calls.AllLive).Concat(_unfinished.Select(sources.Calls.Find).OfType<Call>()).Distinct().ToList());

    /// <summary>Read before the history: what lands in between is in both for a moment, never in neither.</summary>
    private void ReadInFlight(List<(string, string)> news)
    {
        var flying = Json.Write(Json.Array(sources.InFlight.Oldest(MostInFlight).Select(entry => entry.Render())));
        if (flying != _inFlight)
        {
            news.Add(("flights", _inFlight = flying));
        }
    }

    private List<RequestEntry> ReadRequests()
    {
        var answered = _open.Where(entry => entry.IsOver).ToList();
        _open.RemoveAll(answered.Contains);
        var fresh = sources.Requests.After(_lastRequest, MostEntries);
        if (fresh.Count > 0)
        {
            _lastRequest = fresh[^1].Number;
        }

        _open.AddRange(fresh.Where(entry => !entry.IsOver));
        return [.. answered, .. fresh];
    }

    private IReadOnlyList<CallbackEntry> ReadCallbacks()
    {
        var fresh = sources.Callbacks.After(_lastCallback, MostEntries);
        if (fresh.Count > 0)
        {
            _lastCallback = fresh[^1].Number;
        }

        return fresh;
    }
}
