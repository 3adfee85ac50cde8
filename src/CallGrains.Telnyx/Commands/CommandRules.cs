using System.Buffers;

namespace CallGrains.Telnyx;

/// <summary>
/// What the carrier would refuse anyway is refused here, before it is sent, with a message that says what to write
/// instead.
/// </summary>
internal static class CommandRules
{
    private const int MaxSentence = 3000, MaxText = 2048, MaxTones = 92, MaxDigits = 30, MaxMedia = 10;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30), MaxRing = TimeSpan.FromSeconds(600), MaxRecording = TimeSpan.FromSeconds(14_400);
    private static readonly SearchValues<char> Keys = SearchValues.Create("0123456789*#ABCD");
    private static readonly SearchValues<char> Tones = SearchValues.Create("0123456789*#ABCD,wW");

    /// <exception cref="CarrierException">The command is wrong: <see cref="RequestEffect.Refused"/>, code
    /// <c>validation-error</c>, status 0.</exception>
    /// <exception cref="ArgumentException">The request lacks the id that its command needs.</exception>
    public static void Check(CommandRequest request)
    {
        if (request.Command is SendMessageCommand { To: var to } && !CallGrains.Party.CanBeTexted(to))
        {
            throw Refused("party-takes-no-texts", $"To is '{to}', which takes no texts; ask Party.CanBeTexted first, or write a number as +19195551212.");
        }

        if (Fault(request.Command) is { } fault)
        {
            throw Refused("validation-error", fault);
        }

        if (request.Command is ConferenceCommand && string.IsNullOrEmpty(request.ConferenceId))
        {
            throw new ArgumentException($"{request.Command.GetType().Name} acts on a conference; give ConferenceId.", nameof(request));
        }

        if (request.Command is { NeedsLiveCall: true, Seat: null } and not ConferenceCommand && string.IsNullOrEmpty(request.CallId))
        {
            throw new ArgumentException($"{request.Command.GetType().Name} acts on a call; give CallId.", nameof(request));
        }

        if (request.Command is BridgeCommand && string.IsNullOrEmpty(request.OtherCallId))
        {
            throw new ArgumentException("BridgeCommand acts on two calls; give OtherCallId.", nameof(request));
        }
    }

    private static string? Fault(Command command) => command switch
    {
        SpeakCommand { Seat: not null, Loop: true } or AnnounceCommand { Loop: true, Prompt.FileUrl: null } => "The carrier says a sentence to a conference once; play a file with Loop, or speak again when it has ended.",
        AnnounceCommand c => Audible("Prompt", c.Prompt),
        CreateCallCommand c => Number("From", c.From) ?? Party("To", c.To) ?? Within("CallTimeout", c.CallTimeout, MaxRing),
        TransferCommand c => Party("To", c.To) ?? (c.CallerId is null or "private" ? null : Party("CallerId", c.CallerId)) ?? Whisper(c.Whisper),
        SpeakCommand c => Sentence("Sentence", c.Sentence) ?? Gender(c.Voice),
        PlayCommand c => Url("FileUrl", c.FileUrl),
        SendDtmfCommand c => Digits("Digits", c.Digits, MaxTones, Tones, "0-9 A-D # * , w W"),
        GatherCommand c => Gather(c),
        SendMessageCommand c => (CallGrains.Party.IsShortCode(c.From) ? null : Number("From", c.From)) ?? Message(c),
        RecordCommand c => Within("MaxDuration", c.MaxDuration, MaxRecording)
            ?? (c.FileFormat is null or "wav" or "mp3" ? null : $"FileFormat is '{c.FileFormat}'; write wav or mp3, or leave it out."),
        _ => null,
    };

    private static string? Gather(GatherCommand command) =>
        command.MaxDigits is < 1 or > MaxDigits ? $"MaxDigits is {command.MaxDigits}; write 1 to {MaxDigits}, or leave it out."
        : Within("InterDigitTimeout", command.InterDigitTimeout, MaxWait)
            ?? (command.TerminatingDigits is null ? null : Digits("TerminatingDigits", command.TerminatingDigits, 1, Keys, "0-9 A-D # * (the carrier ends a gather with one key)"))
            ?? Audible("Prompt", command.Prompt);

    private static string? Message(SendMessageCommand command) =>
        string.IsNullOrWhiteSpace(command.Text) && command.Media is not { Count: > 0 } ? "Text is empty; write what is to be sent, or give media."
        : command.Text.Length > MaxText ? $"Text has {command.Text.Length} characters; {MaxText} are taken: split it into several."
        : command.Media?.Count > MaxMedia ? $"Media has {command.Media.Count} files; the carrier takes {MaxMedia}."
        : command.Media?.Select(url => Url("Media", url)).FirstOrDefault(fault => fault is not null);

    private static string? Whisper(Prompt? prompt) => prompt switch
    {
        null => null,
        { FileUrl: { } file, Sentence: null } => Url("Whisper.FileUrl", file),
        _ => "Whisper is a sentence; the carrier plays a file alone to whoever gets the call: give FileUrl.",
    };

    private static string? Audible(string name, Prompt? prompt) => prompt switch
    {
        null => null,
        { Sentence: null, FileUrl: null } => $"{name} has neither a sentence nor a file; give one of them.",
        { Sentence: not null, FileUrl: not null } => $"{name} has both a sentence and a file; give one of them.",
        { FileUrl: { } file } => Url($"{name}.FileUrl", file),
        _ => Sentence($"{name}.Sentence", prompt.Sentence!) ?? Gender(prompt.Voice),
    };

    private static string? Sentence(string name, string text) =>
        string.IsNullOrWhiteSpace(text) ? $"{name} is empty; write what is to be said, or use StopAudioCommand to stop."
        : text.Length > MaxSentence ? $"{name} has {text.Length} characters; the carrier takes {MaxSentence}: split it into several."
        : null;

    private static string? Gender(Voice? voice) =>
        voice?.Gender is null or "female" or "male" ? null : $"Voice.Gender is '{voice.Gender}'; write female or male, or leave it out.";

    private static string? Digits(string name, string text, int most, SearchValues<char> allowed, string words) =>
        text is { Length: > 0 } && text.Length <= most && !text.AsSpan().ContainsAnyExcept(allowed)
            ? null
            : $"{name} is '{text}' ({text?.Length ?? 0} characters); write 1{(most > 1 ? $" to {most} characters" : " character")} of {words}.";

    private static string? Within(string name, TimeSpan? value, TimeSpan most) => value is null || (value > TimeSpan.Zero && value <= most)
        ? null
        : $"{name} is {value}; write a time above 0 s and up to {most.TotalSeconds:0} s, or leave it out.";

    private static string? Url(string name, Uri url) => url is { IsAbsoluteUri: true, Scheme: "http" or "https" }
        ? null
        : $"{name} is '{url}'; write an absolute http or https URL, which the carrier can reach.";

    private static string? Party(string name, string text) => E164.IsNumber(text) || CallGrains.Party.CanBeCalled(text)
        ? null
        : $"{name} is '{text}'; write a number as +19195551212, or sip:user@host.";

    private static string? Number(string name, string text) => E164.IsNumber(text) ? null : $"{name} is '{text}'; write one of the account's numbers as +19195551212.";

    private static CarrierException Refused(string code, string message) => new(new CarrierError(0, "bad-request", code, message), RequestEffect.Refused);
}
