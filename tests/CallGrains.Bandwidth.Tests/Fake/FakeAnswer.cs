using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CallGrains.Bandwidth.Tests;

/// <summary>What the fake does once it has read a request.</summary>
internal sealed record FakeAnswer(string Text)
{
    /// <summary>When <see cref="Text"/> is sent.</summary>
    public Task After { get; init; } = Task.CompletedTask;

    /// <summary>When <see cref="ThenText"/> is sent.</summary>
    public Task ThenAfter { get; init; } = Task.CompletedTask;

    public string ThenText { get; init; } = "";

    /// <summary>Resets the connection afterwards.</summary>
    public bool Cut { get; init; }

    /// <summary>Resets the connection once the request is read.</summary>
    public static FakeAnswer CutOff { get; } = new("") { Cut = true };

    /// <summary>Never answers.</summary>
    public static FakeAnswer Silence { get; } = new("") { After = new TaskCompletionSource().Task };

    public static FakeAnswer Ok(string? json = null) => Of(200, json);

    public static FakeAnswer Created(string location) => Of(201, null, ("Location", location));

    /// <summary>An error in the carrier's form.</summary>
    public static FakeAnswer Error(int status, string category, string code, params (string Name, string Value)[] headers) =>
        Of(status, JsonSerializer.Serialize(new { category, code, message = $"about {code}", details = new[] { new { name = "requestMethod", value = "POST" } } }), headers);

    public static FakeAnswer Of(int status, string? body, params (string Name, string Value)[] headers) => OfType(status, "application/json", body ?? "", headers);

    public static FakeAnswer OfType(int status, string type, string body, params (string Name, string Value)[] headers)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} S\r\nContent-Type: {type}\r\n");
        foreach (var (name, value) in headers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        // 204 has no body and no length.
        text.Append(status == 204 ? "" : $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n").Append("\r\n").Append(body);
        return new FakeAnswer(text.ToString());
    }
}
