using CallGrains.Bandwidth;

namespace CallGrains.Testing.Worlds;

/// <content>Gathers and recordings.</content>
internal sealed partial class FakeCall
{
    private string StartGather(GatherCommand command, string tag)
    {
        if (_gather is not null)
        {
            throw FakeCarrier.Failed(RequestEffect.Refused, 409, "call-duplicate-gather-error");
        }

        carrier.TookEffect($"gather {command.Prompt?.Sentence}".TrimEnd());
        var gather = carrier.NextId("g");
        _gather = (gather, command, tag);
        Gathers.Add(new GatherSnapshot(gather, false, null, ""));
        if (carrier.LogsGathers)
        {
            Note("CHANNEL_EXECUTE", $$"""{"applicationName":"gather","applicationData":"{{gather}}"}""");
        }

        if (command.Prompt is { } prompt)
        {
            StartAudio("speak", tag, loop: false, prompt.FileUrl?.ToString() ?? prompt.Sentence ?? "");
        }

        Listen(gather, command, "");
        carrier.After(TimeSpan.FromSeconds(2), () =>
        {
            if (_gather?.Id == gather && Presses is { } keys)
            {
                Press(keys);
            }
        });
        return gather;
    }

    private void Listen(string gather, GatherCommand command, string digits) =>
        carrier.After(command.InterDigitTimeout ?? TimeSpan.FromSeconds(5), () =>
        {
            if (_gather?.Id == gather && Gathers[^1].Digits == digits)
            {
                CompleteGather(GatherReason.InterDigitTimeout);
            }
        });

    private void Collect(string gather, GatherCommand command, char key)
    {
        StopAudio();
        if ((command.TerminatingDigits ?? "#").Contains(key, StringComparison.Ordinal))
        {
            CompleteGather(GatherReason.TerminatingDigit);
            return;
        }

        var digits = Gathers[^1].Digits + key;
        Gathers[^1] = Gathers[^1] with { Digits = digits };
        if (digits.Length == command.MaxDigits)
        {
            CompleteGather(GatherReason.MaxDigits);
        }
        else
        {
            Listen(gather, command, digits);
        }
    }

    private void CompleteGather(string reason)
    {
        if (_gather is not { } gather)
        {
            return;
        }

        _gather = null;
        StopAudio();
        Gathers[^1] = Gathers[^1] with { IsCompleted = true, Reason = reason };
        Emit("gather", ("gatherId", gather.Id), ("state", "completed"), ("reason", reason), ("digits", Gathers[^1].Digits), ("tag", gather.Tag));
    }

    private void StartRecording(TimeSpan limit)
    {
        if (_recording is not null)
        {
            return;
        }

        carrier.TookEffect("record");
        var recording = _recording = carrier.NextId("r");
        carrier.Desk.Recorded(recording, this);
        Recordings.Add(new RecordingSnapshot(recording, "recording", new Uri($"https://carrier.example.com/recordings/{recording}")) { StartTime = carrier.World.Time.GetUtcNow() });
        carrier.After(limit, () =>
        {
            if (_recording == recording)
            {
                StopRecording();
            }
        });
    }

    private void StopRecording()
    {
        if (_recording is not { } recording)
        {
            return;
        }

        _recording = null;
        var at = Recordings.Count - 1;
        Recordings[at] = Recordings[at] with { State = "saving", EndTime = carrier.World.Time.GetUtcNow() };
        carrier.After(TimeSpan.FromMilliseconds(500), () =>
        {
            Recordings[at] = Recordings[at] with { State = "complete" };
            Emit("recording", ("recordingId", recording), ("recordingUri", Recordings[at].Uri.AbsoluteUri), ("status", "complete"), ("startTime", Text(Recordings[at].StartTime)), ("endTime", Text(Recordings[at].EndTime)));
        });
    }

    private static string? Text(DateTimeOffset? time) => time?.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}
