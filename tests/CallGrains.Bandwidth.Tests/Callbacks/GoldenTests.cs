using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallGrains.Bandwidth.Tests.Callbacks;

/// <summary>
/// Golden/*.json pins, for each recorded callback, the record, its dedupe key and its neutral JSON, or the fault.
/// The journal holds that JSON, so a difference is a change of a format on disk.
/// </summary>
public sealed class GoldenTests
{
    private const string Accept = "CALLGRAINS_ACCEPT_GOLDEN";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<TheoryDataRow<string>> Files => Fixture.Files;

    [Theory, MemberData(nameof(Files))]
    public void Reads_as_pinned(string file)
    {
        var actual = Describe(Fixture.Named(file));
        var path = Path.Combine(Fixture.Folder, "Golden", file.Replace(".query", ".query.json", StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        var pinned = File.Exists(path) ? File.ReadAllText(path) : "(no golden file yet)";
        Assert.True(pinned == actual,
            $"{file} no longer reads as Golden/{Path.GetFileName(path)} says. If the change is meant, run the tests once with {Accept}=1 "
            + $"and commit the new file.\nPinned:\n{pinned}\nNow:\n{actual}");
    }

    [Fact]
    public void Every_golden_file_has_its_fixture() =>
        Assert.Empty(Directory.GetFiles(Path.Combine(Fixture.Folder, "Golden")).Select(path => Path.GetFileName(path)!)
            .Except(Fixture.All.Select(fixture => fixture.File.Replace(".query", ".query.json", StringComparison.Ordinal))));

    private static string Describe(Fixture fixture)
    {
        JsonObject golden = [];
        try
        {
            var read = fixture.Read();
            golden["record"] = read.GetType().Name;
            golden["dedupeKey"] = read.DedupeKey;
            golden["json"] = JsonNode.Parse(EventJson.Write(read));
        }
        catch (EventFormatException fault)
        {
            golden["field"] = fault.Field;
            golden["fault"] = fault.Fault;
        }
        return golden.ToJsonString(Readable) + "\n";
    }
}
