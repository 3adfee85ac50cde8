using System.Text;

namespace CallGrains.Bandwidth.Tests.Callbacks;

/// <summary>
/// Whatever the bytes are: an event that can be written and read again, or an <see cref="EventFormatException"/>.
/// </summary>
public sealed class MutationTests
{
    private const int RoundsPerFixture = 400;

    private static readonly BandwidthCallbacks Reader = new();

    private static readonly string[] Splinters =
    [
        "\\ud800", "\\u0000", "\0", "null", "{}", "[]", "\"", "{", "}", "[[[[[[[[[[[[[[[[[[[[", "1e999", "-", "9999999999999999999", "true",
        ",", ":", "%", "%00", "%FF", "+", "&", "=", "\"eventType\":\"dtmf\",", "callId", "time", "media", "diversion", "\ud83d\ude00", "\u00a0",
        "eventType=", "\"x\":\"\\udfff\",", "\"\\ud800\":1,",
    ];

    public static IEnumerable<TheoryDataRow<string>> Files => Fixture.Files;

    [Theory, MemberData(nameof(Files))]
    public void Mutated_callbacks_never_break_the_reader(string file)
    {
        var fixture = Fixture.Named(file);
        var original = Encoding.UTF8.GetBytes(fixture.Text());
        var random = new Random(file.Sum(c => c) * 7919);
        for (var round = 0; round < RoundsPerFixture; round++)
        {
            var mutated = original.ToList();
            for (var left = random.Next(1, 4); left > 0; left--)
            {
                Mutate(mutated, random);
            }
            AssertReadsOrRefuses(fixture.Form, [.. mutated], $"{file}, round {round}");
        }
    }

    private static void AssertReadsOrRefuses(CallbackForm form, byte[] raw, string where)
    {
        try
        {
            var read = Reader.Read(new CallbackRequest(form, raw)).Event;
            var again = EventJson.Read(EventJson.Write(read));
            Assert.Equal((read.DedupeKey, read), (again.DedupeKey, again));
        }
        catch (EventFormatException fault)
        {
            Assert.False(string.IsNullOrWhiteSpace(fault.Field) || string.IsNullOrWhiteSpace(fault.Fault), where);
        }
        catch (Exception broken)
        {
            Assert.Fail($"{where}: {Encoding.UTF8.GetString(raw)}\n{broken}");
        }
    }

    private static void Mutate(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = random.Next(Math.Min(12, bytes.Count - at) + 1);
        switch (random.Next(6))
        {
            case 0:
                bytes.RemoveRange(at, length);
                break;
            case 1:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 2:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Splinters[random.Next(Splinters.Length)]));
                break;
            default:
                ReplaceValue(bytes, random);
                break;
        }
    }

    // Keeps the structure, so that the typed part is reached: the value of a random field becomes something else.
    private static void ReplaceValue(List<byte> bytes, Random random)
    {
        var colons = Enumerable.Range(0, bytes.Count).Where(i => bytes[i] is (byte)':' or (byte)'=').ToList();
        if (colons.Count == 0)
        {
            return;
        }
        var start = colons[random.Next(colons.Count)] + 1;
        var end = bytes.FindIndex(start, b => b is (byte)',' or (byte)'\n' or (byte)'&' or (byte)'}');
        bytes.RemoveRange(start, (end < 0 ? bytes.Count : end) - start);
        string[] values = ["null", "5", "-1.5e300", "true", "\"\"", "\" \"", "{\"a\":1}", "[1,\"x\",null]", "\"http://[bad\"", new string('7', 300), "\"\\ud800\""];
        bytes.InsertRange(start, Encoding.UTF8.GetBytes(values[random.Next(values.Length)]));
    }
}
