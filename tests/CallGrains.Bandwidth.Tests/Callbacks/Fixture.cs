using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace CallGrains.Bandwidth.Tests.Callbacks;

/// <summary>One recorded callback of the carrier, from Fixtures/index.json.</summary>
public sealed record Fixture(string File, string Event)
{
    private static readonly BandwidthCallbacks Reader = new();

    public static string Folder { get; } = Here();

    public static IReadOnlyList<Fixture> All { get; } = Load();

    public static IEnumerable<TheoryDataRow<string>> Files => All.Select(fixture => new TheoryDataRow<string>(fixture.File));

    public CallbackForm Form => File.EndsWith(".query", StringComparison.Ordinal) ? CallbackForm.Query : CallbackForm.Json;

    public static Fixture Named(string file) => All.Single(fixture => fixture.File == file);

    /// <summary>What stands in the body, or after the question mark of the request line.</summary>
    public string Text()
    {
        var text = System.IO.File.ReadAllText(Path.Combine(Folder, "Fixtures", File));
        return Form == CallbackForm.Json ? text : text[(text.IndexOf('?', StringComparison.Ordinal) + 1)..].TrimEnd();
    }

    public CarrierEvent Read() => Read(Form, Text());

    public static T Read<T>(string file) where T : CarrierEvent => Assert.IsType<T>(Named(file).Read());

    public static CarrierEvent Read(CallbackForm form, string text) => Reader.Read(new CallbackRequest(form, Encoding.UTF8.GetBytes(text))).Event;

    private static List<Fixture> Load()
    {
        using var index = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(Folder, "Fixtures", "index.json")));
        return [.. index.RootElement.GetProperty("fixtures").EnumerateArray()
            .Select(row => new Fixture(row.GetProperty("file").GetString()!, row.GetProperty("event").GetString()!))];
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
