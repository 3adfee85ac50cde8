using CallGrains.Flows;

namespace CallGrains.Testing.Fuzzing.Flows;

/// <summary>Key 1 parks the call, key 2 retrieves whoever is parked; each begins anew when that is over.</summary>
[Flow("garage")]
internal sealed class Garage : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        var rounds = call.Args is { } args ? args.GetInt32() : 0;
        await call.AnswerAsync();
        var key = await call.GatherAsync(["The garage.", "Press 1 or 2."], maxDigits: 1);
        if (key.Digits == "1")
        {
            var parked = await call.ParkAsync("7", hold: "Please hold.", patience: TimeSpan.FromMinutes(3));
            if (!call.HasEnded)
            {
                await call.SpeakAsync($"{parked.End}.");
            }
        }
        else if (key.Digits == "2" && await call.RetrieveAsync("7") is { } connection)
        {
            var end = await call.WaitAnyAsync(keys: "5", timeout: TimeSpan.FromMinutes(1));
            if (!end.HungUp)
            {
                await connection.UnbridgeAsync();
            }
        }
        else if (key.Digits.Length > 0)
        {
            await call.SpeakAsync("Nobody is parked.");
        }

        if (!call.HasEnded && rounds < 3)
        {
            await call.ContinueAsNewAsync(rounds + 1);
        }
    }
}
