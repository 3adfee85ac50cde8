namespace CallGrains.EndToEnd.Tests.Support;

/// <summary>What a caller set out to do.</summary>
internal enum Intent
{
    PressOne,
    PressTwo,
    StaySilent,
    HangUpSoon,
    AnswerSurvey,
    IgnoreSurvey,

    /// <summary>The host places the call, asked by its control API.</summary>
    BeCalled,
}

/// <summary>A caller who follows an intent to the end of the call, whatever happens to the host meanwhile.</summary>
internal sealed class Caller(Phone phone, ControlApi api, Intent intent, string from, Random random)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(Campaign.Of(full: 15, brief: 5));
    private static readonly string[] Questions = ["How was the call?", "How was our advice?", "Would you recommend us?"];

    public Intent Intent => intent;

    public string? CallId { get; private set; }

    public async Task<SimCall> CallAsync()
    {
        CallId = intent switch
        {
            Intent.BeCalled => await api.PlaceAsync("survey", "+15550101", from, Patience),
            Intent.AnswerSurvey or Intent.IgnoreSurvey => await phone.DialAsync(from, "+15550101"),
            _ => await phone.DialAsync(from, "+15550100"),
        };
        switch (intent)
        {
            case Intent.PressOne or Intent.PressTwo:
                await ReactAsync("For sales press 1", () => phone.PressAsync(CallId, intent == Intent.PressOne ? "1" : "2"));
                await UntilAsync(c => c.ConnectedTo is not null, "the agent");
                await phone.HangUpAsync(CallId);
                break;
            case Intent.StaySilent:
                await ReactAsync("Thank you. Goodbye.", () => Task.CompletedTask);
                break;
            case Intent.HangUpSoon:
                var looks = random.Next(1, 8);
                await UntilAsync(_ => looks-- == 0, "a while");
                await phone.HangUpAsync(CallId);
                break;
            case Intent.AnswerSurvey:
                foreach (var question in Questions)
                {
                    await ReactAsync(question, () => phone.PressAsync(CallId, "5"));
                }

                break;
        }

        return await phone.EndsAsync(CallId, Patience);
    }

    /// <summary>Whether the call went where the intent leads; null when it did, else what is wrong.</summary>
    public string? Check(SimCall call) => intent switch
    {
        Intent.PressOne when call.ConnectedTo != "+15550198" => "was not connected to sales",
        Intent.PressTwo when call.ConnectedTo != "+15550199" => "was not connected to support",
        Intent.StaySilent when !call.HasHeard("Thank you. Goodbye.") || call.Recordings != 1 => "left no message",
        Intent.AnswerSurvey or Intent.IgnoreSurvey or Intent.BeCalled when !call.HasHeard("Thank you for your answers") || !Questions.All(call.HasHeard) => "did not hear the survey to its end",
        _ => null,
    };

    private async Task ReactAsync(string text, Func<Task> reaction)
    {
        var call = await UntilAsync(c => c.HasHeard(text), text);
        if (!call.IsOver)
        {
            await reaction();
        }
    }

    private Task<SimCall> UntilAsync(Func<SimCall, bool> fact, string what) => phone.UntilAsync(CallId!, c => c.IsOver || fact(c), what, Patience);
}
