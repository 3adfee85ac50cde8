using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.History;

namespace CallGrains.Simulator.Web;

/// <summary>What the live feed watches. The pulse beats whenever any of it may have changed.</summary>
internal sealed record LiveSources(
    string Instance, string Carrier, double Speed, bool SaysWords, TimeProvider Clock, Pulse Pulse, Exchange Exchange, CallStore Calls, AccountView Account,
    Ring<RequestEntry> Requests, Ring<CallbackEntry> Callbacks, InFlight InFlight);
