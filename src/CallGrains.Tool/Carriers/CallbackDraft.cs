using System.Globalization;
using System.Text.Json.Nodes;

namespace CallGrains.Tool.Carriers;

/// <summary>
/// A documented callback, made one of now: with its own id and time, and the fields that a person gives it.
/// </summary>
internal static class CallbackDraft
{
    /// <summary>The callback's text.</summary>
    /// <param name="of">What the carrier documents.</param>
    /// <param name="call">The call that it is about; null leaves the documented one.</param>
    /// <param name="fields">Fields by their names, or by a path with dots; each wins over all else.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="UsageException">A path leads to no object.</exception>
    public static string Write(DocumentedCallback of, string? call, IEnumerable<(string Path, string Value)> fields, DateTimeOffset now)
    {
        if (of.IsQuery)
        {
            return Query(of.Text, [("time", Time(now)), .. call is null ? [] : new[] { ("callId", call) }, .. fields]);
        }

        var root = JsonNode.Parse(of.Text)!.AsObject();
        var (envelope, body) = of.Carrier == "telnyx" ? Telnyx(root) : (root, root);
        Replace(envelope, "time", Time(now));
        Replace(envelope, "occurred_at", Time(now));
        if (of.Carrier == "telnyx")
        {
            Replace(envelope, "id", Guid.NewGuid().ToString());
        }

        if (call is not null)
        {
            Replace(body, of.Carrier == "telnyx" ? "call_control_id" : "callId", call);
            if (body["callUri"] is { } uri)
            {
                body["callUri"] = uri.GetValue<string>()[..(uri.GetValue<string>().LastIndexOf('/') + 1)] + call;
            }
        }

        foreach (var (path, value) in fields)
        {
            Set(path.StartsWith("data.", StringComparison.Ordinal) ? root : body, path, value);
        }

        return root.ToJsonString();
    }

    private static (JsonObject Envelope, JsonObject Body) Telnyx(JsonObject root)
    {
        var envelope = root["data"] as JsonObject ?? root;
        return (envelope, envelope["payload"] as JsonObject ?? envelope);
    }

    private static void Replace(JsonObject of, string name, string value)
    {
        if (of.ContainsKey(name))
        {
            of[name] = value;
        }
    }

    private static void Set(JsonObject of, string path, string value)
    {
        var steps = path.Split('.');
        foreach (var step in steps[..^1])
        {
            of = of[step] as JsonObject ?? throw new UsageException($"--set {path}: '{step}' is no object of this callback; --print shows it.");
        }

        of[steps[^1]] = Value(value);
    }

    /// <summary>
    /// JSON for objects, lists, quoted texts, true, false and null; else a text: numbers are mostly of phones.
    /// </summary>
    private static JsonNode? Value(string text)
    {
        if (text is not ("true" or "false" or "null") && text is not ['{' or '[' or '"', ..])
        {
            return text;
        }

        try
        {
            return JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return text;
        }
    }

    private static string Query(string query, IEnumerable<(string Name, string Value)> fields)
    {
        var all = query.Split('&').Select(p => p.Split('=', 2)).Select(p => (Name: p[0], Value: Uri.UnescapeDataString(p[^1].Replace('+', ' ')))).ToList();
        foreach (var (name, value) in fields)
        {
            var at = all.FindIndex(p => p.Name == name);
            if (at >= 0)
            {
                all[at] = (name, value);
            }
            else
            {
                all.Add((name, value));
            }
        }

        return string.Join('&', all.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));
    }

    private static string Time(DateTimeOffset now) => now.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
