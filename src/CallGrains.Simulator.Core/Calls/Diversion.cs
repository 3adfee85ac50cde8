using System.Text.Json.Nodes;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Calls;

/// <summary>The SIP Diversion header: who sent a call elsewhere before it came here.</summary>
internal static class Diversion
{
    public static readonly string[] Reasons =
    [
        "unknown", "user-busy", "no-answer", "unavailable", "unconditional", "time-of-day", "do-not-disturb", "deflection", "follow-me", "out-of-service", "away",
    ];

    private static readonly string[] Known = ["origTo", "reason", "screen", "privacy", "counter", "limit"];

    /// <summary>A header that a phone's network sends along; other names are copied through.</summary>
    public static JsonObject? Read(Fields body)
    {
        if (body.Inner("diversion") is not { } asked)
        {
            return null;
        }

        var made = Json.Object(
            ("origTo", asked.Choice("privacy", "off", "full") == "full" ? "Anonymous" : asked.Required("origTo", "diversion")),
            ("reason", asked.Choice("reason", Reasons) ?? "unknown"),
            ("screen", asked.Choice("screen", "no", "yes")),
            ("privacy", asked.Choice("privacy", "off", "full") ?? "off"),
            ("counter", asked.Whole("counter", 1, 100) ?? 1),
            ("limit", asked.Whole("limit", 1, 100)));
        foreach (var (name, value) in asked.Entries().Where(entry => !Known.Contains(entry.Name)))
        {
            made[name] = value;
        }

        return made;
    }

    /// <summary>What the target of a transfer sees: nothing, what came in, or one more entry on top of it.</summary>
    public static JsonObject? OfTransfer(Fields body, Call call)
    {
        var treatment = body.Choice("diversionTreatment", "none", "propagate", "stack") ?? "none";
        var reason = body.Choice("diversionReason", Reasons) ?? "unknown";
        var before = call.Order.Diversion;
        if (treatment == "none")
        {
            return null;
        }

        if (treatment == "propagate")
        {
            return before?.DeepClone().AsObject();
        }

        return Json.Object(
            ("origTo", call.IsInbound ? call.To : call.From), ("reason", reason), ("screen", "no"), ("privacy", "off"),
            ("counter", ((int?)before?["counter"] ?? 0) + 1), ("limit", before?["limit"]?.DeepClone()));
    }
}
