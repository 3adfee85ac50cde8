namespace CallGrains.Simulator;

/// <summary>How a simulator runs. All values have defaults; the account is fixed.</summary>
public sealed record SimulatorOptions
{
    /// <summary>The user id of the one account: <c>u-simulator</c>.</summary>
    public const string UserId = "u-simulator";

    /// <summary>The API token, the user name of HTTP basic: <c>t-simulator</c>.</summary>
    public const string Token = "t-simulator";

    /// <summary>The API secret, the password of HTTP basic: <c>s-simulator</c>.</summary>
    public const string Secret = "s-simulator";

    /// <summary>The API key of the account at Telnyx: <c>KEY-simulator</c>.</summary>
    public const string TelnyxApiKey = "KEY-simulator";

    /// <summary>The carrier that it stands for. Default Bandwidth.</summary>
    public SimulatedCarrier Carrier { get; init; } = SimulatedCarrier.Bandwidth;

    /// <summary>The port on 127.0.0.1, 0 to 65535; 0 takes a free one. Default 8090.</summary>
    public int Port { get; init; } = 8090;

    /// <summary>
    /// Simulated seconds per real second, above 0. Default 1. Callback timeouts stay real time.
    /// Not used when <see cref="Clock"/> is set.
    /// </summary>
    public double Speed { get; init; } = 1;

    /// <summary>
    /// The same seed and the same order of requests give the same ids. Null (the default) takes a new one at each
    /// start, so that an application with a memory never meets the id of an old call again.
    /// </summary>
    public int? Seed { get; init; }

    /// <summary>
    /// How many ended calls, REST requests and callbacks are remembered (each). At least 100, default 20000.
    /// </summary>
    public int History { get; init; } = 20_000;

    /// <summary>The most members of a conference, at least 1. Default 20, as documented.</summary>
    public int ConferenceMembers { get; init; } = 20;

    /// <summary>
    /// A JSON file of faults on order from the start, in the form of <c>POST /sim/faults</c>. Null (the default) orders
    /// none.
    /// </summary>
    public string? FaultsFile { get; init; }

    /// <summary>Whether the carrier's documented rate limits hold, in simulated time. Default false.</summary>
    public bool Limits { get; init; }

    /// <summary>
    /// How far apart keys are pressed that one request sends, in simulated time; at least zero. Default 100 ms. Zero
    /// presses them all at once.
    /// </summary>
    public TimeSpan KeyGap { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Hosts besides this machine from which sound files are fetched, to know that they are there and how long they
    /// are. Empty by default: a file elsewhere is believed to be there and to last three seconds.
    /// </summary>
    public IReadOnlyList<string> MediaHosts { get; init; } = [];

    /// <summary>
    /// Other forms of the carrier's answers and events, by name, see <c>--variant</c>. Empty by default.
    /// </summary>
    public IReadOnlyList<string> Variants { get; init; } = [];

    /// <summary>
    /// The program that says the words of recordings, a name in PATH or a path. Default <c>espeak-ng</c>; where it is
    /// not installed, and for the empty text, a melody stands for the words.
    /// </summary>
    public string SpeechProgram { get; init; } = "espeak-ng";

    /// <summary>
    /// The program that makes MP3 of recordings, a name in PATH or a path. Default <c>lame</c>; where it is not
    /// installed, recording MP3 is refused.
    /// </summary>
    public string Mp3Program { get; init; } = "lame";

    /// <summary>Whether each request is logged; false by default, which leaves warnings.</summary>
    public bool Verbose { get; init; }

    /// <summary>
    /// The carrier's clock, for tests that own the time; null (the default) is real time at <see cref="Speed"/>.
    /// </summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>Says what is wrong with these options, each with its fix; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (Port is < 0 or > 65535)
        {
            faults.Add($"--port is {Port}; use 1 to 65535, or 0 for any free port.");
        }

        if (!double.IsFinite(Speed) || Speed <= 0)
        {
            faults.Add($"--speed is {Speed}; use a number above 0: 1 is real time, 60 makes a minute a second.");
        }

        if (Limits && Carrier == SimulatedCarrier.Telnyx)
        {
            faults.Add("--limits is for --carrier bandwidth: Telnyx does not publish its limits; order a fault with status 429 instead.");
        }

        if (History < 100)
        {
            faults.Add($"--history is {History}; use at least 100.");
        }

        if (ConferenceMembers < 1)
        {
            faults.Add($"--conference-members is {ConferenceMembers}; use at least 1.");
        }

        if (KeyGap < TimeSpan.Zero)
        {
            faults.Add($"--key-gap is {KeyGap.TotalMilliseconds}; use milliseconds from 0.");
        }

        faults.AddRange(Variants.Except(Rest.Variants.Names).Select(name => $"--variant is {name}; use one of: {string.Join(", ", Rest.Variants.Names)}."));
        return faults;
    }
}
