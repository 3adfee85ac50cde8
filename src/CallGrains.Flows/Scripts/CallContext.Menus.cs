namespace CallGrains.Flows;

public sealed partial class CallContext
{
    /// <summary>
    /// Asks until the caller chooses, as often as the menu says. The first key stops what is said; the end of the call
    /// is a result. On replay nothing is asked.
    /// </summary>
    /// <param name="menu">What is asked, what counts, and how often.</param>
    /// <exception cref="ArgumentException">The menu is out of its limits.</exception>
    /// <exception cref="CommandFailedException">The carrier refused.</exception>
    [NeedsCommand(typeof(GatherCommand), typeof(SpeakCommand), typeof(PlayCommand), typeof(StopAudioCommand))]
    public async Task<MenuResult> MenuAsync(Menu menu)
    {
        ArgumentNullException.ThrowIfNull(menu);
        menu.ThrowIfInvalid();
        var end = MenuEnd.Silence;
        try
        {
            for (var attempt = 1; attempt <= menu.Attempts; attempt++)
            {
                if (attempt > 1 && (end == MenuEnd.Silence ? menu.OnSilence : menu.OnWrong) is { } first)
                {
                    await StartAudio(first).Completion;
                }

                var gather = await GatherAsync([menu.Prompt, .. menu.FollowedBy], menu.MostDigits, menu.Timeout);
                end = gather.HungUp ? MenuEnd.HungUp : gather.Digits.Length == 0 ? MenuEnd.Silence : menu.Takes(gather.Digits) ? MenuEnd.Chosen : MenuEnd.Wrong;
                if (end == MenuEnd.Chosen && menu.Confirm is { } confirm)
                {
                    var answer = await GatherAsync(confirm(gather.Digits), 1, menu.Timeout);
                    end = answer.HungUp ? MenuEnd.HungUp : answer.Digits == menu.ConfirmKey ? MenuEnd.Chosen : MenuEnd.Wrong;
                }

                if (end is MenuEnd.Chosen or MenuEnd.HungUp)
                {
                    return new MenuResult(end, end == MenuEnd.Chosen ? gather.Digits : "", attempt);
                }
            }
        }
        catch (CallEndedException)
        {
            return new MenuResult(MenuEnd.HungUp, "", menu.Attempts);
        }

        return new MenuResult(end, "", menu.Attempts);
    }

    private AudioHandle StartAudio(Prompt prompt, bool loop = false) => prompt.FileUrl is { } file ? StartPlay(file, loop) : StartSpeak(prompt.Sentence ?? "", prompt.Voice, loop);
}
