using CallGrains.Flows;

namespace CallGrains.Testing.Tests.Versions;

internal interface ITables
{
    Task<bool> BookAsync(string number, int people);
}

internal sealed class Tables : ITables
{
    public List<string> Booked { get; } = [];

    public Task<bool> BookAsync(string number, int people)
    {
        Booked.Add($"{number} {people}");
        return Task.FromResult(true);
    }
}

// <readme script>
[Flow("booking")]
internal sealed class Booking(ITables tables) : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var people = await call.GatherAsync("For how many people?", maxDigits: 1);
        if (!int.TryParse(people.Digits, out var count)) return;          // silence, or a hang-up

        if (await call.StepAsync("book", () => tables.BookAsync(call.From, count)))
            await call.SpeakAsync("Your table is booked.");
    }
}
// </readme>

// <readme handlers>
[Flow("counting-booking")]
internal sealed class CountingBooking : CallFlow<Guests>
{
    public override void OnAnswer(AnswerEvent e) => Call.Gather("For how many people?", maxDigits: 1);

    public override void OnGather(GatherEvent e)
    {
        State.Count = int.TryParse(e.Digits, out var count) ? count : 0;
        Call.Speak($"A table for {State.Count}.", tag: "bye");
    }

    public override void OnSpeak(SpeakEvent e)
    {
        if (e is { IsDone: true, Tag: "bye" }) Call.Hangup();
    }
}

internal sealed class Guests
{
    public int Count { get; set; }
}
// </readme>

/// <summary>Booking, after a first change.</summary>
[Flow("booking")]
internal sealed class BookingPatched(ITables tables) : CallScript
{
    // <readme patch>
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var people = await call.GatherAsync("For how many people?", maxDigits: 1);
        if (!int.TryParse(people.Digits, out var count)) return;

        if (call.Patched("thank first"))
            await call.SpeakAsync("Thank you.");

        if (await call.StepAsync("book", () => tables.BookAsync(call.From, count)))
            await call.SpeakAsync("Your table is booked.");
    }
    // </readme>
}

// <readme version>
[Flow("booking", Version = 2)]
internal sealed class BookingByText : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        call.OnEnded(ended => ended.SendAsync(ended.From, "For how many people?"));
        await call.SpeakAsync("We will text you.");
    }
}
// </readme>
