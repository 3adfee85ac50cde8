using Microsoft.CodeAnalysis;

namespace CallGrains.Analyzers;

/// <summary>All rules. Their page is this project's README.md, whose examples the tests compile.</summary>
public static class Rules
{
    private const string Replay = "CallGrains.Replay";
    private const string Flow = "CallGrains.Flow";
    private const string State = "CallGrains.State";

    /// <summary>CG0001: a clock.</summary>
    public static readonly DiagnosticDescriptor Clock = Error(
        "CG0001", "A clock in a script", "'{0}' tells another time when the script is replayed; use the context's Now", "A replayed script must come to the same decisions; the context's Now is the time it was then.");

    /// <summary>CG0002: random numbers and ids.</summary>
    public static readonly DiagnosticDescriptor Chance = Error(
        "CG0002", "Chance in a script", "'{0}' gives something else when the script is replayed; {1}", "Ids come from the context's NewGuid; other chance is drawn in a step, which remembers it.");

    /// <summary>CG0003: delays and timers.</summary>
    public static readonly DiagnosticDescriptor Delay = Error(
        "CG0003", "A delay in a script that is not the call's", "'{0}' dies with the process and goes on outside the script's turn; use the context's DelayAsync, or the timeout of what is awaited", "The context's delays are durable: they are there again after a crash.");

    /// <summary>CG0004: threads.</summary>
    public static readonly DiagnosticDescriptor Thread = Error(
        "CG0004", "Another thread in a script", "'{0}' leaves the script's thread; put the work into the context's StepAsync", "A script runs on one thread at a time, in the order of its journal; work that needs another belongs into a step.");

    /// <summary>CG0005: ConfigureAwait.</summary>
    public static readonly DiagnosticDescriptor ConfigureAwait = Error(
        "CG0005", "A script's await leaves its turn", "'{0}' lets the script go on outside its turn; take it away", "Continuations of a script run in its turn, which ConfigureAwait(false) leaves.");

    /// <summary>CG0006: awaits of other tasks.</summary>
    public static readonly DiagnosticDescriptor ForeignAwait = Error(
        "CG0006", "A script awaits what is not the call's", "'{0}' is not the call's own, so nothing remembers its result; await it in a step: StepAsync(\"name\", () => …)", "A script awaits only what its context gives, or methods that are given the context; results of anything else are remembered by a step.");

    /// <summary>CG0007: mutable statics.</summary>
    public static readonly DiagnosticDescriptor MutableStatic = Error(
        "CG0007", "A static that changes, in a script", "'{0}' is shared by all calls and empty after a restart, so a replay finds another value; let nothing change it, inject it, or keep it in a step", "What a script reads must be the same on replay; a static that can change is not, nor is a collection in a readonly one.");

    /// <summary>CG0008: commands in a step.</summary>
    public static readonly DiagnosticDescriptor CallInStep = Error(
        "CG0008", "A step that commands the call", "'{0}' is called inside a step, outside the script's turn, and throws there; call it before or after the step", "A step's code runs outside the script's turn and may not run on replay, so it must not touch the call.");

    /// <summary>CG0009: commands where the call is over.</summary>
    public static readonly DiagnosticDescriptor AfterHangUp = Warning(
        "CG0009", Flow, "A command after the hang-up", "'{0}' throws CallEndedException here when the caller has hung up; ask HasEnded first, or register the work with OnEnded", "A hang-up runs finally and catch blocks too; a command to the call fails there and hides what came before.");

    /// <summary>CG0010: digits without a look at how the gather ended.</summary>
    public static readonly DiagnosticDescriptor BlindGather = Warning(
        "CG0010", Flow, "Digits taken for granted", "'{0}' may be empty: nobody pressed a key, or the caller hung up; look at TimedOut, HungUp or Reason, or compare the digits, before they are used", "Silence and a hang-up are results of a gather, with empty digits.");

    /// <summary>CG0011: state and step results that JSON loses.</summary>
    public static readonly DiagnosticDescriptor Unserializable = Warning(
        "CG0011", State, "A type that does not survive JSON", "'{0}' does not survive the journal: {1}", "States of flows, results of steps and values of signals are kept as JSON by System.Text.Json and read back after a crash.");

    /// <summary>CG0012: a step that writes outside itself.</summary>
    public static readonly DiagnosticDescriptor WriteInStep = Error(
        "CG0012", "A step that writes outside itself", "'{0}' is written inside a step, which does not run on replay: after a crash it has its old value; return the value from the step and assign that", "On replay a step's result comes from the journal and its code does not run, so whatever else it wrote is lost.");

    /// <summary>CG0013: the machine.</summary>
    public static readonly DiagnosticDescriptor Machine = Error(
        "CG0013", "The machine, in a script", "'{0}' may give something else when the script is replayed, on another machine; read it in a step: StepAsync(\"name\", () => …)", "Files, environment and processes change between the run of a script and its replay; a step remembers what it read.");

    /// <summary>CG0014: a service that is asked outside a step.</summary>
    public static readonly DiagnosticDescriptor ServiceCall = new(
        "CG0014", "A service asked outside a step", "'{0}' is asked again when the script is replayed, and may answer or do something else; ask it in a step, or mark it [Pure] where the same arguments always give the same answer", Replay, DiagnosticSeverity.Warning, isEnabledByDefault: true, "What an injected service answers or does is remembered only by a step.");

    /// <summary>CG0015: a field of a flow of handlers.</summary>
    public static readonly DiagnosticDescriptor HandlerField = Error(
        "CG0015", "A flow of handlers that keeps something in a field", "'{0}' is forgotten when the flow is read from its journal again, after a crash or a pause; make it a property of the state", "Only the state of a CallFlow, MessageFlow or ConferenceFlow is kept; its other fields are new each time.");

    /// <summary>CG0016: async void.</summary>
    public static readonly DiagnosticDescriptor AsyncVoid = Error(
        "CG0016", "Async void in a flow", "'{0}' is async void: nobody waits for it, and what it throws ends the process; {1}", "The turn of a flow is over when its method returns; what an async void method does after its first await happens outside it.");

    /// <summary>CG0017: no name, or none that can be used.</summary>
    public static readonly DiagnosticDescriptor Unnamed = Error(
        "CG0017", Flow, "A flow without a name", "'{0}' {1}", "A flow is registered, found and kept in the journal by the name that its [Flow] attribute gives it.");

    /// <summary>CG0018: two flows of one name.</summary>
    public static readonly DiagnosticDescriptor Doubled = new(
        "CG0018", "Two flows of one name", "'{0}' and '{1}' are both flow '{2}' version {3}, so the host does not start; give one another name or version", Flow, DiagnosticSeverity.Error, isEnabledByDefault: true, "A name and a version mean one class.", customTags: WellKnownDiagnosticTags.CompilationEnd);

    private static DiagnosticDescriptor Error(string id, string title, string message, string description) =>
        Error(id, Replay, title, message, description);

    private static DiagnosticDescriptor Error(string id, string category, string title, string message, string description) =>
        new(id, title, message, category, DiagnosticSeverity.Error, isEnabledByDefault: true, description);

    private static DiagnosticDescriptor Warning(string id, string category, string title, string message, string description) =>
        new(id, title, message, category, DiagnosticSeverity.Warning, isEnabledByDefault: true, description);
}
