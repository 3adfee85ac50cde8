namespace CallGrains.Flows;

public sealed partial class CallContext
{
    /// <summary>
    /// Parks the call until another one retrieves it by the name of the slot (<see cref="RetrieveAsync"/>), and until
    /// the two have talked. On replay nothing is sent.
    /// </summary>
    /// <param name="slot">The slot's name, the same for all of the host's flows: a number that is said to an agent, for
    /// example. 1 to 200 characters, without <c>/</c> and control characters.</param>
    /// <param name="hold">What is heard meanwhile, again and again; null for silence.</param>
    /// <param name="patience">The longest wait for somebody who retrieves it; null or infinite for as long as the call
    /// lasts.</param>
    /// <returns>How it ended; <see cref="ParkEnd.Retrieved"/> after the two have talked.</returns>
    /// <exception cref="CallEndedException">The call was over.</exception>
    /// <exception cref="CommandFailedException">The carrier refused <paramref name="hold"/>.</exception>
    [NeedsCommand(typeof(SpeakCommand), typeof(PlayCommand), typeof(StopAudioCommand))]
    public async Task<ParkResult> ParkAsync(string slot, Prompt? hold = null, TimeSpan? patience = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(slot);
        _run.EnsureTurn();
        var main = _run.Projection.Main;
        ThrowIfOver(main);
        var (address, self) = (ParkProtocol.Slot(slot).ToString(), Live);
        var park = _run.Decide(id => new CommandDecided(id, ConferenceProtocol.Write(address, ParkProtocol.Park, new ParkMessage(self, id))));
        if (!await AnswerAsync<bool>(ParkProtocol.Parked(park)))
        {
            return new ParkResult(ParkEnd.Occupied, null);
        }

        var audio = hold is null || main.IsLost ? null : StartAudio(hold, loop: true);
        int? timer = Limit(patience) is { } limit ? StartTimer(limit) : null;
        var (by, timedOut) = await _run.WaitAsync<(LiveCall?, bool)>(input =>
            _run.Signals.Take(ParkProtocol.Retrieved(park)) is { } retrieved ? new((ConferenceProtocol.Read<LiveCall>(retrieved.Value), false))
            : main.Over || audio is { Completion.IsFaulted: true } ? new((null, false))
            : input is TimerEntry fired && fired.Operation == timer ? new((null, true))
            : null);
        if (timer is { } running && !timedOut)
        {
            _run.Decide(id => new TimerCancelled(id, running));
        }

        by ??= await LeaveAsync(address, new ParkMessage(self, park));
        if (audio is { Completion.IsFaulted: true } && !main.IsLost)
        {
            // The carrier refused what was to be heard.
            await audio.Completion;
        }

        if (audio is not null)
        {
            await audio.StopAsync();
        }

        if (by is null)
        {
            return new ParkResult(timedOut ? ParkEnd.TimedOut : ParkEnd.HungUp, null);
        }

        await TalkedAsync(by, park);
        return new ParkResult(ParkEnd.Retrieved, by);
    }

    /// <summary>
    /// Retrieves the call that is parked in a slot, and connects with it. On replay nothing is sent.
    /// </summary>
    /// <param name="slot">The slot's name.</param>
    /// <returns>The connection; null when nobody is parked there, or has hung up just now.</returns>
    /// <exception cref="CallEndedException">The call was over.</exception>
    /// <exception cref="CommandFailedException">The carrier refused; code <c>other-carrier</c> when the parked call is
    /// of another one.</exception>
    [NeedsCommand(typeof(BridgeCommand))]
    public async Task<Connection?> RetrieveAsync(string slot)
    {
        ArgumentException.ThrowIfNullOrEmpty(slot);
        _run.EnsureTurn();
        ThrowIfOver(_run.Projection.Main);
        var (address, self) = (ParkProtocol.Slot(slot).ToString(), Live);
        var take = _run.Decide(id => new CommandDecided(id, ConferenceProtocol.Write(address, ParkProtocol.Take, new ParkMessage(self, id))));
        var parked = await _run.WaitAsync<ParkMessage?>(input =>
            _run.Signals.Take(ParkProtocol.Taken(take)) is { } taken ? new(taken.Value is { ValueKind: System.Text.Json.JsonValueKind.Object } value ? ConferenceProtocol.Read<ParkMessage>(value) : null)
            : input is OutcomeEntry { Outcome.IsDone: false } o && o.Operation == take ? new((ParkMessage?)null)
            : null);
        if (parked is null)
        {
            return null;
        }

        try
        {
            var connection = await ConnectAsync(parked.Call, parked.Operation);
            if (connection is null)
            {
                TellReleased(parked.Call, parked.Operation);
            }

            return connection;
        }
        catch (CommandFailedException)
        {
            TellReleased(parked.Call, parked.Operation);
            throw;
        }
    }

    /// <summary>Leaves the slot; whoever had retrieved the call before is told instead.</summary>
    private async Task<LiveCall?> LeaveAsync(string slot, ParkMessage self)
    {
        Free(ConferenceProtocol.Write(slot, ParkProtocol.Leave, self));
        return await AnswerAsync<bool>(ParkProtocol.Left(self.Operation)) ? null : await AnswerAsync<LiveCall>(ParkProtocol.Retrieved(self.Operation));
    }

    /// <summary>Until the two are apart: one has hung up, or the other one has let go.</summary>
    private async Task TalkedAsync(LiveCall by, int park)
    {
        var ended = EndOfAsync(by);
        var released = _run.WaitAsync<bool>(_ => _run.Signals.Take(ParkProtocol.Released(park)) is not null || ended.IsCompleted ? new(true) : null);
        await Task.WhenAny(ended, released);
    }

    /// <summary>What a slot answers; it always does.</summary>
    private Task<T?> AnswerAsync<T>(string name) => _run.WaitAsync<T?>(_ => _run.Signals.Take(name) is { } answer ? new(ConferenceProtocol.Read<T>(answer.Value)) : null);
}
