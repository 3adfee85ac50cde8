using System.Text.Json;
using CallGrains.Testing.Fuzzing.Oracle;
using CallGrains.Testing.Worlds;

namespace CallGrains.Testing.Fuzzing;

/// <summary>
/// What the parts of one run share: the world, the choices, the fault profile, the checker. For one thread.
/// </summary>
internal sealed class FuzzWorld(World world, FuzzTarget target, ulong seed, Choices choices, bool explains)
{
    /// <summary>After this time nothing goes wrong any more, so that everything can come to its end.</summary>
    private static readonly TimeSpan Storm = TimeSpan.FromMinutes(4);

    private readonly DateTimeOffset _start = world.Time.GetUtcNow();

    public World World => world;

    public FuzzTarget Target => target;

    public ulong Seed => seed;

    public Choices Choices => choices;

    public FaultProfile FaultProfile { get; } = FaultProfile.Of(seed);

    public FuzzHosts Hosts => field ??= new FuzzHosts(this);

    public FuzzDelivery Post => field ??= new FuzzDelivery(this);

    public InvariantChecker InvariantChecker => field ??= new InvariantChecker(this);

    /// <summary>Callbacks and messages that were handed to a process.</summary>
    public int Events { get; set; }

    public int Crashes { get; set; }

    /// <summary>People, callbacks and signals that have more to do.</summary>
    public int Busy { get; set; }

    public bool Explains => explains;

    public List<string> Ladder { get; } = [];

    public string? Violation { get; private set; }

    public TimeSpan Elapsed => world.Time.GetUtcNow() - _start;

    public bool IsCalm => Elapsed > Storm;

    /// <summary>Something goes wrong so many times in a thousand, while the storm lasts.</summary>
    public bool Happens(ChoiceKind kind, int perMille) => choices.Happens(kind, IsCalm ? 0 : perMille);

    public void Violate(string what)
    {
        Violation ??= what;
        Tell("!!", what);
    }

    /// <summary>Adds a line to the ladder; <see cref="Explains"/> says whether it is kept.</summary>
    public void Tell(string who, string what)
    {
        if (explains)
        {
            Ladder.Add($"{Elapsed.TotalSeconds,9:0.000}  {who,-9} {what}");
        }
    }

    /// <summary>Work that the run waits for.</summary>
    public void Start(Func<Task> work)
    {
        Busy++;
        _ = world.Start(async () =>
        {
            try
            {
                await work();
            }
            catch (Exception e)
            {
                Violate($"the fuzzer itself failed: {e}");
            }
            finally
            {
                Busy--;
            }
        });
    }

    public static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value, JsonSerializerOptions.Web);
}
