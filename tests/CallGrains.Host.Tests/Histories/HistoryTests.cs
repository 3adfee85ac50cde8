using CallGrains.Samples;
using CallGrains.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Host.Tests.Histories;

/// <summary>
/// Calls recorded at the simulator, over sockets. They are never edited: a change that does not fit them would stop the
/// calls that are live when it is deployed.
/// </summary>
public sealed class HistoryTests
{
    private static readonly Dictionary<string, Action<string>> Flows = new()
    {
        ["front-desk"] = path => HistoryReplay.Verify<FrontDesk>(path, WithDirectory),
        ["voicemail"] = path => HistoryReplay.Verify<Voicemail>(path, WithDirectory),
        ["survey"] = path => HistoryReplay.Verify<Survey>(path),
        ["reminder"] = path => HistoryReplay.Verify<Reminder>(path),
    };

    public static TheoryData<string> Recorded => new(Directory.EnumerateFiles(Folder, "*.json").Select(p => Path.GetFileName(p)!));

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Histories");

    [Theory, MemberData(nameof(Recorded))]
    public void Todays_code_decides_what_it_decided_then(string file) =>
        Flows[Flows.Keys.Single(flow => file.StartsWith(flow, StringComparison.Ordinal))](Path.Combine(Folder, file));

    [Fact]
    public void There_are_histories_of_each_kind_of_flow() => Assert.Equal(7, Recorded.Count);

    private static void WithDirectory(IServiceCollection services) => services.AddSingleton<IDirectory, SampleDirectory>();
}
