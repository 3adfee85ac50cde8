using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using CallGrains.Simulator.Tests.Support;

namespace CallGrains.Simulator.Tests;

/// <summary>
/// Many calls through a menu at --speed 1000, against the executable: a looping prompt, a key, an answer, the hang-up.
/// Prints what it took. CALLGRAINS_MENU_CALLS sets how many; left out, few enough for every run.
/// </summary>
public sealed class MenuLoadTests(ITestOutputHelper output)
{
    private const int CallbacksPerCall = 9;
    private static readonly int Calls = int.Parse(Environment.GetEnvironmentVariable("CALLGRAINS_MENU_CALLS") ?? "500", CultureInfo.InvariantCulture);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Each_of_many_calls_goes_through_the_menu_once()
    {
        using var process = Executable.Start("--port", "0", "--speed", "1000", "--seed", "1");
        try
        {
            var url = await Executable.UrlAsync(process);
            var clock = Stopwatch.StartNew();
            await using var menu = await Menu.StartAsync(url);
            await Parallel.ForEachAsync(Enumerable.Range(0, Calls), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (_, stop) => await menu.RingAsync(stop));
            await menu.AllEnded(Calls).WaitAsync(Patience);
            var took = clock.Elapsed;

            var health = await Carrier.UntilAsync(menu.HealthAsync, health => (long)health["callbacks"]! == (long)Calls * CallbacksPerCall);
            process.Refresh();
            Report($"{Calls} calls, {health["requests"]} requests, {health["callbacks"]} callbacks in {took.TotalSeconds:0.0} s ({Calls / took.TotalSeconds:0} calls/s); peak memory {process.PeakWorkingSet64 / 1048576} MB");
            Assert.Equal((0, Calls), ((int)health["live"]!, menu.Ended));
        }
        finally
        {
            process.Kill();
        }
    }

    private void Report(string line)
    {
        output.WriteLine(line);
        Console.WriteLine(line);
    }

    /// <summary>The application and the phone's finger.</summary>
    private sealed class Menu : IAsyncDisposable
    {
        private const string Number = "+15550100";
        private readonly HttpClient _api = new();
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly string _user;
        private readonly string _phone;
        private readonly Receiver _app;
        private int _ended;
        private int _expected = int.MaxValue;

        private Menu(string url, Receiver app)
        {
            _app = app;
            _user = $"{url}/v1/users/{SimulatorOptions.UserId}";
            _phone = $"{url}/sim";
            _api.DefaultRequestHeaders.Authorization = Carrier.Basic(SimulatorOptions.Token, SimulatorOptions.Secret);
            app.Remembers = false;
            app.Answer = async received =>
            {
                await ReactAsync(received);
                return 200;
            };
        }

        public int Ended => _ended;

        public static async Task<Menu> StartAsync(string url)
        {
            var menu = new Menu(url, await Receiver.StartAsync());
            using var made = await menu.PostAsync($"{menu._user}/applications", new { name = "menu", incomingCallUrl = menu._app.Url });
            await menu.PostAsync($"{menu._user}/phoneNumbers", new { number = Number, applicationId = made.Headers.Location!.Segments[^1] });
            return menu;
        }

        public async Task RingAsync(CancellationToken stop)
        {
            using var answer = await _api.PostAsJsonAsync($"{_phone}/calls", new { from = "+15550177", to = Number }, stop);
            Assert.Equal(201, (int)answer.StatusCode);
        }

        public Task AllEnded(int calls)
        {
            _expected = calls;
            if (_ended == calls)
            {
                _all.TrySetResult();
            }

            return _all.Task;
        }

        public async Task<JsonNode> HealthAsync() => JsonNode.Parse(await _api.GetStringAsync($"{_phone}/../healthz"))!;

        public async ValueTask DisposeAsync()
        {
            await _app.DisposeAsync();
            _api.Dispose();
        }

        private async Task ReactAsync(Received received)
        {
            var call = $"{_user}/calls/{received.CallId}";
            switch (received.Short)
            {
                case "answer":
                    await PostAsync($"{call}/gather", new { maxDigits = 1, prompt = new { sentence = "For sales press one.", loopEnabled = true } });
                    await PostAsync($"{_phone}/calls/{received.CallId}/digits", new { digits = "1" });
                    break;
                case "gather max-digits 1":
                    await PostAsync($"{call}/audio", new { sentence = "Sales is closed.", tag = "bye" });
                    break;
                case "speak done" when received["tag"] == "bye":
                    await PostAsync(call, new { state = "completed" });
                    break;
                case "hangup NORMAL_CLEARING":
                    if (Interlocked.Increment(ref _ended) == _expected)
                    {
                        _all.TrySetResult();
                    }

                    break;
            }
        }

        private async Task<HttpResponseMessage> PostAsync(string url, object body)
        {
            var answer = await _api.PostAsJsonAsync(url, body);
            if (!answer.IsSuccessStatusCode)
            {
                _all.TrySetException(new HttpRequestException($"{url}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}"));
            }

            return answer;
        }
    }
}
