using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallGrains.Flows.Runtime;

/// <summary>Which flows there are, and which of them answers for a number or an application.</summary>
public sealed class FlowOptions
{
    /// <summary>The flow classes; <c>AddFlow</c> fills it.</summary>
    public IList<Type> Types { get; } = [];

    /// <summary>
    /// Our number (E.164, or a short code) to flow name: the flow of calls to it, or of texts where it takes nothing
    /// else.
    /// </summary>
    public IDictionary<string, string> Numbers { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Our number (E.164, or a short code) to the name of the flow that answers texts to it, beside the flow of its
    /// calls in <see cref="Numbers"/>.
    /// </summary>
    public IDictionary<string, string> Texts { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// How often a call may have been passed on before it came here: diverted, as its SIP Diversion header says, or by
    /// calls of our own that each dialled another of our numbers. One that was more often is ended, because it goes
    /// round in circles. 10 by default; 0 for any number.
    /// </summary>
    public int MostDiversions { get; set; } = 10;

    /// <summary>The words by which people stop texts, start them again and ask for help.</summary>
    public KeywordOptions Keywords { get; } = new();

    /// <summary>Application id to flow name.</summary>
    public IDictionary<string, string> Applications { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Finds flows by name, version, number and application. Immutable, safe for many threads.</summary>
public sealed class FlowRegistry
{
    private readonly Dictionary<(string Name, int Version), FlowDefinition> _flows = [];
    private readonly Dictionary<string, FlowDefinition> _newest = new(StringComparer.Ordinal);
    private readonly FlowOptions _options;

    /// <summary>Reads all definitions.</summary>
    /// <param name="options">The flow classes and what they answer for.</param>
    /// <exception cref="ArgumentException">A class is no flow, two are the same flow and version, or a number names a
    /// flow that does not exist.</exception>
    public FlowRegistry(IOptions<FlowOptions> options)
    {
        _options = options.Value;
        foreach (var flow in _options.Types.Select(FlowDefinition.Of))
        {
            Add(flow);
        }

        foreach (var (what, name) in _options.Numbers.Concat(_options.Texts).Concat(_options.Applications).Where(route => !_newest.ContainsKey(route.Value)))
        {
            throw new ArgumentException($"'{what}' is bound to flow '{name}', which is not registered; registered are: {KnownNames}.");
        }

        foreach (var (number, name) in _options.Texts.Where(route => _newest[route.Value].Kind != GrainKind.Thread))
        {
            throw new ArgumentException($"Texts to '{number}' are bound to flow '{name}', which is for calls; bind it under Numbers, and a MessageScript or MessageFlow under Texts.");
        }
    }

    /// <summary>The newest version of each flow, by name.</summary>
    public IEnumerable<FlowDefinition> Newest => _newest.Values.OrderBy(f => f.Name, StringComparer.Ordinal);

    /// <summary>All flows in all their versions.</summary>
    public IEnumerable<FlowDefinition> All => _flows.Values;

    /// <summary>The names of all flows, for messages.</summary>
    public string KnownNames => _newest.Count == 0 ? "none" : string.Join(", ", Newest.Select(f => f.Name));

    /// <summary>The names of all flows with all their versions, for messages.</summary>
    internal string KnownVersions => _flows.Count == 0 ? "none" : string.Join(", ", _flows.Keys.Order().Select(f => $"{f.Name} version {f.Version}"));

    /// <summary>The flow's newest version; null when there is none of this name.</summary>
    /// <param name="name">The flow's name.</param>
    public FlowDefinition? Find(string name) => _newest.GetValueOrDefault(name);

    /// <summary>One version of a flow; null when it is not registered.</summary>
    /// <param name="name">The flow's name.</param>
    /// <param name="version">Its version.</param>
    public FlowDefinition? Find(string name, int version) => _flows.GetValueOrDefault((name, version)) ?? (name == PlainConference.Name ? PlainConference.Definition : name == ParkingSlot.Name ? ParkingSlot.Definition : null);

    /// <summary>
    /// The flow that answers a call: the one the callback path names, else the application's, else the number's.
    /// </summary>
    /// <param name="named">What the callback path names; null for nothing.</param>
    /// <param name="applicationId">The application; null when not sent.</param>
    /// <param name="number">The called number.</param>
    public FlowDefinition? ForCall(string? named, string? applicationId, string? number) => Answering(GrainKind.Call, named, applicationId, number);

    /// <summary>
    /// The flow that answers texts: the one the callback path names, else the application's, else the number's.
    /// </summary>
    /// <param name="named">What the callback path names; null for nothing.</param>
    /// <param name="applicationId">The application; null when not sent.</param>
    /// <param name="number">Our number.</param>
    public FlowDefinition? ForThread(string? named, string? applicationId, string? number) => Answering(GrainKind.Thread, named, applicationId, number);

    /// <summary>
    /// The flow of a conference: the one that is named; without a name, the framework's own, which does nothing. Null
    /// when it is none for conferences.
    /// </summary>
    internal FlowDefinition? ForConference(string? named) => named is null ? PlainConference.Definition : Find(named) is { Kind: GrainKind.Conference } flow ? flow : null;

    /// <summary>Makes sure that an instance of each flow can be made.</summary>
    /// <exception cref="ArgumentException">A constructor takes something that is not registered.</exception>
    internal void EnsureCreatable(IServiceProvider services)
    {
        if (services.GetService(typeof(IServiceProviderIsService)) is IServiceProviderIsService registered)
        {
            foreach (var flow in _flows.Values)
            {
                flow.EnsureCreatable(registered);
            }
        }
    }

    /// <summary>Whether any flow handles secrets.</summary>
    internal bool HasSensitive => field = field || All.Any(f => f.IsSensitive);

    /// <summary>Makes sure that flows which handle secrets have a key to encrypt them with.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    internal void EnsureKeys(JournalKeys? keys)
    {
        if (keys is null && All.FirstOrDefault(f => f.IsSensitive) is { } flow)
        {
            throw new ArgumentException(
                $"Flow '{flow.Name}' handles secrets (Sensitive = true), but there is no key to encrypt them with; set CallGrains:JournalKeys:KeyFiles:k1 to a file with 32 bytes in base64, for example from: openssl rand -base64 32.");
        }
    }

    internal KeywordOptions Keywords => _options.Keywords;

    /// <summary>Whether a number is bound to a flow.</summary>
    internal bool IsOwn(string number) => _options.Numbers.ContainsKey(number) || _options.Texts.ContainsKey(number);

    internal int MostDiversions => _options.MostDiversions;

    /// <summary>
    /// The flow of this kind that answers. A path or an application may name the flow of the other kind: a number has
    /// one URL for calls and one for texts, and both flows.
    /// </summary>
    private FlowDefinition? Answering(GrainKind kind, string? named, string? applicationId, string? number)
    {
        if (named is not null && Find(named) is null)
        {
            return null;
        }

        return Of(kind, named)
            ?? Of(kind, applicationId is null ? null : _options.Applications.TryGetValue(applicationId, out var byApplication) ? byApplication : null)
            ?? (kind == GrainKind.Thread ? Of(kind, number is not null && _options.Texts.TryGetValue(number, out var byText) ? byText : null) : null)
            ?? Of(kind, number is not null && _options.Numbers.TryGetValue(number, out var byNumber) ? byNumber : null);
    }

    private FlowDefinition? Of(GrainKind kind, string? name) => name is not null && Find(name) is { } flow && flow.Kind == kind ? flow : null;

    private void Add(FlowDefinition flow)
    {
        if (!_flows.TryAdd((flow.Name, flow.Version), flow))
        {
            throw new ArgumentException($"{flow.Type} and {_flows[(flow.Name, flow.Version)].Type} are both flow '{flow.Name}' version {flow.Version}; give one another name or version.");
        }

        if (!_newest.TryGetValue(flow.Name, out var newest) || newest.Version < flow.Version)
        {
            _newest[flow.Name] = flow;
        }
    }
}
