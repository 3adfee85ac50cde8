namespace CallGrains.Tool.Scenarios;

/// <summary>Somebody who follows a scenario: one number, one call at a time.</summary>
/// <param name="phone">The simulator.</param>
/// <param name="watch">How it is looked at.</param>
/// <param name="number">The caller's own number.</param>
/// <remarks>For one scenario, step by step.</remarks>
internal sealed class Caller(Phone phone, Watch watch, string number)
{
    private const int MostShown = 4;
    private string? _callId;

    public Phone Phone => phone;

    public Watch Watch => watch;

    public string Number { get; private set; } = number;

    /// <summary>How many sounds of the call earlier steps have used up.</summary>
    public int Heard { get; set; }

    /// <summary>How many messages earlier steps have used up.</summary>
    public int Received { get; set; }

    public string CallId => _callId ?? throw new InvalidOperationException("Nothing was dialled; the file's check lets no such scenario through.");

    public bool HasCall => _callId is not null;

    public async Task DialAsync(string? from, string to, CancellationToken stop)
    {
        if (_callId is not null)
        {
            await phone.HangUpAsync(_callId, stop);
        }

        Number = from ?? Number;
        _callId = await phone.DialAsync(Number, to, stop);
        Heard = 0;
    }

    /// <summary>Looks at the call until a fact holds, the call is over, or the time is up.</summary>
    /// <exception cref="StepFailedException">It never held.</exception>
    public async Task<SimCall> UntilAsync(TimeSpan within, Func<SimCall, bool> fact, Func<SimCall, string> failure, CancellationToken stop)
    {
        SimCall call = null!;
        await watch.UntilAsync(
            within,
            async () => fact(call = await phone.LookAsync(CallId, stop)) || call.IsOver,
            () => failure(call),
            stop);
        return fact(call) ? call : throw new StepFailedException(failure(call));
    }

    /// <summary>Stays on the line for this long in simulated time, or until the call is over.</summary>
    public async Task StayAsync(TimeSpan time, CancellationToken stop)
    {
        var end = watch.After(time / phone.Speed);
        while (!end() && !(await phone.LookAsync(CallId, stop)).IsOver)
        {
            await watch.PauseAsync(stop);
        }
    }

    public static bool Contains(string heard, string words) => heard.Contains(words, StringComparison.OrdinalIgnoreCase);

    public static string Quote(IEnumerable<string> texts)
    {
        var all = texts.ToList();
        var shown = string.Join(", ", all.TakeLast(MostShown).Select(text => $"\"{text}\""));
        return all.Count == 0 ? "nothing" : all.Count > MostShown ? "…, " + shown : shown;
    }
}
