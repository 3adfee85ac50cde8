using System.ComponentModel;
using CallGrains.Tool.Scenarios;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace CallGrains.Tool.Mcp;

/// <summary>A person at a simulated phone, for an agent.</summary>
internal sealed class PhoneTools(AgentWorld world) : IDisposable
{
    private const string Id = "The call, as place_call gave it.";
    private const int Longest = 120;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    private readonly Phone _phone = new(world.Simulator);

    [McpServerTool(Name = "place_call", Destructive = false), Description("Places a simulated call to a number of the host, as a person does; gives the call's id. Then wait_for what is said.")]
    public Task<string> PlaceCallAsync([Description("The number called, such as +15550100.")] string to, CancellationToken stop, [Description("The caller's number.")] string from = "+15550123") =>
        TryAsync(() => _phone.DialAsync(from, to, stop));

    [McpServerTool(Name = "press_keys", Destructive = false), Description("Presses keys in a simulated call.")]
    public Task<string> PressAsync([Description(Id)] string call, [Description("Keys, such as 2 or 1234#.")] string keys, CancellationToken stop) =>
        TryAsync(async () =>
        {
            await _phone.PressAsync(call, keys, stop);
            return "pressed";
        });

    [McpServerTool(Name = "say", Destructive = false), Description("Speaks in a simulated call.")]
    public Task<string> SayAsync([Description(Id)] string call, [Description("The words.")] string text, CancellationToken stop) =>
        TryAsync(async () =>
        {
            await _phone.SayAsync(call, text, stop);
            return "said";
        });

    [McpServerTool(Name = "put_phone_down", Destructive = false), Description("Ends a simulated call from the person's side.")]
    public Task<string> PutDownAsync([Description(Id)] string call, CancellationToken stop) =>
        TryAsync(async () =>
        {
            await _phone.HangUpAsync(call, stop);
            return "the phone is down";
        });

    [McpServerTool(Name = "look_at_phone", ReadOnly = true), Description("What a person at a simulated phone has heard and where the call stands, as JSON.")]
    public Task<string> LookAsync([Description(Id)] string call, CancellationToken stop) => TryAsync(async () => (await _phone.LookAsync(call, stop)).Json.ToJsonString());

    [McpServerTool(Name = "wait_for", ReadOnly = true), Description("Waits until a text has been heard in a simulated call, or the call is over; then what look_at_phone says.")]
    public Task<string> WaitAsync(
        [Description(Id)] string call,
        CancellationToken stop,
        [Description("Part of what is to be said; leave it out to wait for the end of the call.")] string? hears = null,
        [Description("How many seconds at most, up to 120.")] int seconds = 30) => TryAsync(async () =>
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(Math.Clamp(seconds, 1, Longest)), world.World.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
            SimCall seen;
            while (true)
            {
                seen = await _phone.LookAsync(call, stop);
                if (seen.IsOver || (hears is not null && seen.Sounds.Any(s => s.Contains(hears, StringComparison.OrdinalIgnoreCase))))
                {
                    return seen.Json.ToJsonString();
                }

                try
                {
                    await Task.Delay(Between, world.World.Time, either.Token);
                }
                catch (OperationCanceledException) when (!stop.IsCancellationRequested)
                {
                    throw new McpException($"It was not heard within {seconds} s; heard was: {string.Join(" / ", seen.Sounds)}");
                }
            }
        });

    public void Dispose() => _phone.Dispose();

    private static async Task<string> TryAsync(Func<Task<string>> work)
    {
        try
        {
            return await work();
        }
        catch (StepFailedException e)
        {
            throw new McpException(e.Message, e);
        }
    }
}
