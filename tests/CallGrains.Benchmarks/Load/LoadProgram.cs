using System.Text.Json;

namespace CallGrains.Benchmarks.Load;

/// <summary>
/// The generator's process: orders come in as lines of JSON, results go out as such. The first line out says where its
/// carrier listens.
/// </summary>
internal static class LoadProgram
{
    public static async Task<int> RunAsync()
    {
        var gate = new Lock();
        using var carrier = new FakeCarrier(gate);
        Console.WriteLine(carrier.Url);
        var salt = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() % 1_000_000;
        for (var runs = 0; await Console.In.ReadLineAsync() is { } line; runs++)
        {
            var order = JsonSerializer.Deserialize(line, LoadJson.Default.LoadOrder)!;
            using var run = new LoadRun(order, $"{salt:D6}{(char)('a' + (runs / 26 % 26))}{(char)('a' + (runs % 26))}", gate);
            carrier.Run = run;
            var result = await run.RunAsync();
            carrier.Run = null;
            Console.WriteLine(JsonSerializer.Serialize(result, LoadJson.Default.LoadResult));
        }

        return 0;
    }
}
