using System.Text.Json;
using CallGrains.TestSupport.Programs;

namespace CallGrains.Packages.Tests.Templates;

/// <summary>What a new user does on the first day, with the packages as they would be published.</summary>
[Collection(nameof(Packed))]
public sealed class TemplateTests(Packed packed)
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    [Fact]
    public async Task A_new_application_builds_passes_its_tests_and_takes_a_call()
    {
        var folder = new CleanFolder(packed, "app", hasSource: false);
        var page = new StartPage(packed, folder);
        Assert.Equal("./callgrains pack \"$packages\" --version $version", page.Packing);
        var (port, carrierPort) = (Tick.FreePort(), Tick.FreePort());
        await folder.BashAsync(page.Block(0).Replace("-n Shop ", $"-n Shop --port {port} --simulator-port {carrierPort} ", StringComparison.Ordinal).Replace("dotnet test Shop", "true", StringComparison.Ordinal));
        Assert.Contains("[Flow(\"order-status\")]", await File.ReadAllTextAsync(folder.In("Shop/Shop/Flows/OrderStatus.flow.cs")), StringComparison.Ordinal);

        var shop = folder.At("Shop");
        Assert.Contains("0 Warning(s)", await shop.RunAsync("build", "-nologo"), StringComparison.Ordinal);
        Assert.Contains("Passed:     3", await shop.RunAsync("test", "--no-build", "-nologo"), StringComparison.Ordinal);
        await TakesACallAsync(folder, page, port, carrierPort);
    }

    [Fact]
    public async Task With_Orleans_it_builds_too()
    {
        var folder = new CleanFolder(packed, "orleans");
        await folder.NewAsync("", "callgrains-app", "-n", "Shop", "--orleans", "--callgrains-version", packed.Version);
        Assert.Contains("UseOrleans", await File.ReadAllTextAsync(folder.In("Shop/Shop/Program.cs")), StringComparison.Ordinal);
        Assert.Contains("0 Warning(s)", await folder.At("Shop").RunAsync("build", "Shop", "-nologo"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_template_asks_for_the_version_it_comes_with()
    {
        var template = Path.Combine(Build.Root, "src/CallGrains.Templates/content/callgrains-app/.template.config/template.json");
        using var json = JsonDocument.Parse(File.ReadAllText(template));
        Assert.Equal(Build.Version, json.RootElement.GetProperty("symbols").GetProperty("callgrains-version").GetProperty("defaultValue").GetString());
    }

    /// <summary>
    /// The way of both READMEs: the simulator as a tool of the application, the application beside it, on the ports
    /// that the template was given.
    /// </summary>
    private static async Task TakesACallAsync(CleanFolder folder, StartPage page, int port, int carrierPort)
    {
        await folder.BashAsync(page.Block(1).Split("dotnet callgrains-simulator")[0]);
        var readme = await File.ReadAllLinesAsync(folder.In("Shop/README.md"));
        Assert.Contains($"dotnet callgrains-simulator --port {carrierPort}", readme);
        var tools = folder.At("Shop", ("DOTNET_CLI_HOME", folder.In("home")));
        await using var simulator = Running.Start(tools, "callgrains-simulator", "--port", $"{carrierPort}", "--speed", "2");
        await using var app = Running.Start(folder.At("Shop/Shop"), "bin/Debug/net10.0/Shop.dll");
        await AwaitOkAsync(new Uri($"http://127.0.0.1:{port}/readyz"), app, simulator);

        var phone = new Phone(new Uri($"http://127.0.0.1:{carrierPort}"));
        var call = await phone.DialAsync("+15550123", "+15550100");
        await phone.HearsAsync(call, "press 1");
        await phone.HearsAsync(call, "leave a message");
        await phone.HangUpAsync(call);
        await phone.EndsAsync(call);
    }

    private static Task<string> AwaitOkAsync(Uri url, Running app, Running simulator)
    {
        var last = "nothing";
        return Tick.UntilAsync<string>(
            async () =>
            {
                Assert.False(app.HasEnded || simulator.HasEnded, $"The application said:\n{app.Said}\nThe simulator said:\n{simulator.Said}");
                try
                {
                    using var answer = await Http.GetAsync(url);
                    last = await answer.Content.ReadAsStringAsync();
                    return answer.IsSuccessStatusCode ? last : null;
                }
                catch (HttpRequestException e)
                {
                    last = e.Message;
                    return null;
                }
            },
            () => $"{url} answered {last}\nThe application said:\n{app.Said}",
            TimeSpan.FromSeconds(60));
    }
}
