namespace CallGrains.Bandwidth.Tests;

/// <summary>One good command of each type.</summary>
internal static class Samples
{
    public static IReadOnlyDictionary<string, Command> All { get; } = new Dictionary<string, Command>
    {
        ["answer"] = new AnswerCommand(),
        ["reject"] = new RejectCommand(),
        ["hangup"] = new HangupCommand(),
        ["transfer"] = new TransferCommand("+15550199"),
        ["speak"] = new SpeakCommand("Hello."),
        ["play"] = new PlayCommand(new Uri("https://media.example.com/hold.mp3")),
        ["stopAudio"] = new StopAudioCommand(IsFile: false),
        ["sendDtmf"] = new SendDtmfCommand("12,3#"),
        ["gather"] = new GatherCommand { MaxDigits = 1 },
        ["stopGather"] = new StopGatherCommand(3),
        ["record"] = new RecordCommand(Enabled: true),
        ["createCall"] = new CreateCallCommand("+15550100", "+15550199"),
    };

    /// <summary>Answers the questions that the adapter asks about refusals: a live call, a running gather.</summary>
    public static FakeAnswer Live(FakeRequest request) =>
        request.Method == "POST" ? FakeAnswer.Ok() : FakeAnswer.Ok(request.Path.Contains("/gather/", StringComparison.Ordinal) ? """{"id":"gtr-1","state":"started"}""" : Call("active"));

    public static string Call(string state) => $$"""{"id":"c-1","state":"{{state}}","direction":"in","from":"+15550111","to":"+15550100","recordingEnabled":false}""";
}
