using System.Buffers;

namespace CallGrains.Bandwidth;

/// <summary>
/// What the carrier would refuse anyway is refused here, before it is sent, with a message that says what to write
/// instead.
/// </summary>
internal static class CommandRules
{
    private const int MaxSentence = 1000, MaxText = 2048, MaxDtmf = 92, MaxDigits = 30;
    private static readonly TimeSpan MaxDigitWait = TimeSpan.FromSeconds(30), MaxRing = TimeSpan.FromSeconds(300);
    private static readonly SearchValues<char> Keys = SearchValues.Create("0123456789*#ABCD");
    private static readonly SearchValues<char> Tones = SearchValues.Create("0123456789*#ABCD,wW");

    /// <exception cref="CarrierException">The command is wrong: <see cref="RequestEffect.Refused"/>, code
    /// <c>validation-error</c>, status 0.</exception>
    /// <exception cref="ArgumentException">The request lacks the id that its command needs.</exception>
    public static void Check(CommandRequest request)
    {
        if (request.Command is SendMessageCommand { To: var to } && !CallGrains.Party.CanBeTexted(to))
        {
            throw new CarrierException(new CarrierError(0, "bad-request", CallGrains.Party.TakesNoTexts, $"To is '{to}', which takes no texts; ask Party.CanBeTexted first, or write a number as +19195551212."), RequestEffect.Refused);
        }

        if (Fault(request) is { } fault)
        {
            throw new CarrierException(new CarrierError(0, "bad-request", "validation-error", fault), RequestEffect.Refused);
        }

        if (request.Command is ConferenceCommand && string.IsNullOrEmpty(request.ConferenceId))
        {
            throw new ArgumentException($"{request.Command.GetType().Name} acts on a conference; give ConferenceId.", nameof(request));
        }

        if (request.Command is { NeedsLiveCall: true } and not (ConferenceCommand or ChangeMemberCommand) && string.IsNullOrEmpty(request.CallId))
        {
            throw new ArgumentException($"{request.Command.GetType().Name} acts on a call; give CallId.", nameof(request));
        }

        if (request.Command is BridgeCommand && string.IsNullOrEmpty(request.OtherCallId))
        {
            throw new ArgumentException("BridgeCommand acts on two calls; give OtherCallId.", nameof(request));
        }

        if (request.Command is UnbridgeCommand && string.IsNullOrEmpty(request.BridgeId))
        {
            throw new ArgumentException("UnbridgeCommand acts on a bridge; give BridgeId.", nameof(request));
        }

        if (request.Command is StopGatherCommand && string.IsNullOrEmpty(request.GatherId))
        {
            throw new ArgumentException("StopGatherCommand acts on a gather; give GatherId.", nameof(request));
        }
    }

    private static string? Fault(CommandRequest request) => Fault(request.Command) ?? (request.CallbackUrl is { } url ? Url("CallbackUrl", url) : null);

    private static string? Fault(Command command) => command switch
    {
        CreateCallCommand c => Number("From", c.From) ?? Party("To", c.To) ?? Within("CallTimeout", c.CallTimeout, MaxRing),
        TransferCommand c => Party("To", c.To) ?? CallerId(c.CallerId) ?? Audible("Whisper", c.Whisper),
        SpeakCommand c => Sentence("Sentence", c.Sentence) ?? Gender(c.Voice),
        PlayCommand c => Url("FileUrl", c.FileUrl),
        SendDtmfCommand c => Digits("Digits", c.Digits, MaxDtmf, Tones, "0-9 A-D # * , w W"),
        GatherCommand c => Gather(c),
        SendMessageCommand c => (CallGrains.Party.IsShortCode(c.From) ? null : Number("From", c.From)) ?? Message(c),
        TranscribeCommand c => string.IsNullOrWhiteSpace(c.RecordingId) ? "RecordingId is empty; give the id of a complete recording." : null,
        CreateConferenceCommand c => Number("From", c.From),
        AddMemberCommand c => string.IsNullOrWhiteSpace(c.CallId) ? "CallId is empty; give the carrier's id of an active call." : null,
        ChangeMemberCommand c => c.Seat is null ? "Seat is missing; give the ids of the conference and the member." : null,
        AnnounceCommand c => Audible("Prompt", c.Prompt),
        RecordCommand c => Within("MaxDuration", c.MaxDuration, TimeSpan.MaxValue) ?? FileFormat(c.FileFormat),
        _ => null,
    };

    private static string? Gather(GatherCommand command)
    {
        if (command.MaxDigits is < 1 or > MaxDigits)
        {
            return $"MaxDigits is {command.MaxDigits}; write 1 to {MaxDigits}, or leave it out.";
        }

        return Within("InterDigitTimeout", command.InterDigitTimeout, MaxDigitWait)
            ?? (command.TerminatingDigits is null ? null : Digits("TerminatingDigits", command.TerminatingDigits, 16, Keys, "0-9 A-D # *"))
            ?? Audible("Prompt", command.Prompt);
    }

    private static string? Message(SendMessageCommand command)
    {
        if (string.IsNullOrWhiteSpace(command.Text) && command.Media is not { Count: > 0 })
        {
            return "Text is empty; write what is to be sent, or give media.";
        }

        return command.Text.Length > MaxText
            ? $"Text has {command.Text.Length} characters; the carrier takes {MaxText}: split it into several."
            : command.Media?.Select(url => Url("Media", url)).FirstOrDefault(fault => fault is not null);
    }

    private static string? Audible(string name, Prompt? prompt) => prompt switch
    {
        null => null,
        { Sentence: null, FileUrl: null } => $"{name} has neither a sentence nor a file; give one of them.",
        { Sentence: not null, FileUrl: not null } => $"{name} has both a sentence and a file; give one of them.",
        { FileUrl: { } file } => Url($"{name}.FileUrl", file),
        _ => Sentence($"{name}.Sentence", prompt.Sentence!) ?? Gender(prompt.Voice),
    };

    private static string? Sentence(string name, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return $"{name} is empty; write what is to be said, or use StopAudioCommand to stop.";
        }

        return text.Length > MaxSentence ? $"{name} has {text.Length} characters; the carrier takes {MaxSentence}: split it into several." : null;
    }

    private static string? Gender(Voice? voice) =>
        voice?.Gender is null or "female" or "male" ? null : $"Voice.Gender is '{voice.Gender}'; write female or male, or leave it out.";

    private static string? FileFormat(string? format) =>
        format is null or "wav" or "mp3" ? null : $"FileFormat is '{format}'; write wav or mp3, or leave it out.";

    private static string? Digits(string name, string text, int most, SearchValues<char> allowed, string words) =>
        text is { Length: > 0 } && text.Length <= most && !text.AsSpan().ContainsAnyExcept(allowed)
            ? null
            : $"{name} is '{text}' ({text?.Length ?? 0} characters); write 1 to {most} characters of {words}.";

    private static string? Within(string name, TimeSpan? value, TimeSpan most)
    {
        if (value is null || (value > TimeSpan.Zero && value <= most))
        {
            return null;
        }

        var upTo = most == TimeSpan.MaxValue ? "" : $" and up to {most.TotalSeconds:0} s";
        return $"{name} is {value}; write a time above 0 s{upTo}, or leave it out.";
    }

    private static string? Url(string name, Uri url) => url is { IsAbsoluteUri: true, Scheme: "http" or "https" }
        ? null
        : $"{name} is '{url}'; write an absolute http or https URL, which the carrier can reach.";

    private static string? CallerId(string? id) => id is null or "private" ? null : Party("CallerId", id);

    private static string? Party(string name, string text) => E164.IsNumber(text) || IsSip(text)
        ? null
        : $"{name} is '{text}'; write a number as +19195551212, or sip:user@host (sips: is not supported).";

    private static string? Number(string name, string text, string whose = "one of the account's numbers") =>
        E164.IsNumber(text) ? null : $"{name} is '{text}'; write {whose} as +19195551212.";

    private static bool IsSip(string? text) =>
        text is not null && text.StartsWith("sip:", StringComparison.OrdinalIgnoreCase)
        && text.IndexOf('@') is var at && at > 4 && at < text.Length - 1 && !text.AsSpan().ContainsAny(" \t\r\n");
}
