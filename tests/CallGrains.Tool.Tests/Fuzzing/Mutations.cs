using System.Text.RegularExpressions;

namespace CallGrains.Tool.Tests.Fuzzing;

/// <summary>
/// Bugs that somebody might put into the kernel. Each is behind a switch that exists only in the mutated copy of its
/// source.
/// </summary>
internal static partial class Mutations
{
    private static readonly Patch[] All =
    [
        // What comes in.
        new("Runtime/Kernel/CallSequencer.cs",
            "if (WasHere(received, leg, raw, now) || (Phase(e, leg) is { } phase && _seen.ContainsKey(phase)) || HasLeftBefore(e))",
            """if (!Mutant.Is("drop-the-dedupe") && (WasHere(received, leg, raw, now) || (Phase(e, leg) is { } phase && _seen.ContainsKey(phase)) || HasLeftBefore(e)))"""),
        new("Runtime/Kernel/CallSequencer.cs", "if (projection.Leg(leg).Over &&", """if (!Mutant.Is("revive-an-ended-call") && projection.Leg(leg).Over &&"""),
        new("Runtime/Kernel/CallSequencer.cs", "return IsStartOfSomethingDone(e, leg)", """return !Mutant.Is("start-after-done") && IsStartOfSomethingDone(e, leg)"""),
        new("Runtime/Kernel/GrainKernel.Messages.cs", "&& _held.Count > 0)", """&& _held.Count > 0 && !Mutant.Is("keep-what-was-held"))"""),
        new("Runtime/Kernel/GrainKernel.Messages.cs", "if (_signals?.ContainsKey(signal.Id) is true)", """if (!Mutant.Is("take-a-signal-twice") && _signals?.ContainsKey(signal.Id) is true)"""),
        new("Runtime/Hosting/GrainActor.cs",
            "        await append;\n        _services.Metrics.Classified",
            """
                    if (!Mutant.Is("acknowledge-before-the-append")) { await append; }
                    _services.Metrics.Classified
            """),

        // The journal.
        new("Runtime/Hosting/GrainActor.cs", "services.Feed, new AppendChain())", """services.Feed, Mutant.Is("append-after-a-failed-append") ? null : new AppendChain())"""),
        new("Runtime/Hosting/GrainActor.Journal.cs",
            "        catch (Exception e)\n        {\n            NoteAppend(",
            """
                    catch (JournalConflictException) when (Mutant.Is("ignore-a-conflict")) { }
                    catch (Exception e)
                    {
                        NoteAppend(
            """),
        new("Runtime/Kernel/GrainKernel.cs", "Through = _through,", """Through = Mutant.Is("drop-through") ? 0 : _through,"""),

        // The flow's turn.
        new("Runtime/Kernel/GrainKernel.cs",
            "var inputs = _inputs.ToList();",
            """
            var inputs = _inputs.ToList();
            if (Mutant.Is("hand-out-of-order")) { inputs.Reverse(); }
            if (Mutant.Is("hand-twice")) { inputs = [.. inputs, .. inputs]; }
            """),
        new("Handlers/HandlerRun.cs", "decisions.LastOrDefault(d => d.State is not null)", """(Mutant.Is("restore-an-old-state") ? decisions.FirstOrDefault(d => d.State is not null) : decisions.LastOrDefault(d => d.State is not null))"""),
        new("Handlers/HandlerRun.cs", "if (state.AsSpan().SequenceEqual(_saved))", """if (Mutant.Is("forget-the-state") || state.AsSpan().SequenceEqual(_saved))"""),
        new("Runtime/Kernel/Policies/CallPolicy.cs", "!l.IsLost && (_hungUp ??= []).Add(l.Number)", """!Mutant.Is("leave-the-legs") && !l.IsLost && (_hungUp ??= []).Add(l.Number)"""),
        new("Runtime/Kernel/Policies/CallPolicy.cs", "if (projection.Begun && !projection.Main.IsLost", """if (!Mutant.Is("return-without-hanging-up") && projection.Begun && !projection.Main.IsLost"""),
        new("Runtime/Kernel/Policies/CallPolicy.cs", "in _untold)", """in _untold.Where(_ => !Mutant.Is("tell-no-watcher")))"""),

        // Conferences.
        new("Conferences/ConferencePolicy.cs", "(projection.IsDeserted ||", """((projection.IsDeserted && !Mutant.Is("keep-a-deserted-conference")) ||"""),
        new("Conferences/ConferencePolicy.cs", "if (projection.MessageOf(e.CallId) is { } message)", """if (projection.MessageOf(e.CallId) is { } message && !Mutant.Is("tell-no-member"))"""),
        new("Conferences/ConferenceProjection.cs", "Session = Math.Max(Session, decided.Id);", """Session = Mutant.Is("forget-the-newest-conference") && Session > 0 ? Session : Math.Max(Session, decided.Id);"""),

        // Commands.
        new("Runtime/Hosting/GrainActor.Effects.cs", "!command.Dispatched && command.Sequence <= _durable", """!command.Dispatched && (Mutant.Is("send-before-it-is-durable") || command.Sequence <= _durable)"""),
        new("Runtime/Hosting/GrainActor.Effects.cs",
            "await AddAsync(new OutcomeEntry(command.Decided.Id, outcome) { Requests = notes?.All });",
            """
            var written = AddAsync(new OutcomeEntry(command.Decided.Id, outcome) { Requests = notes?.All });
            if (!Mutant.Is("send-the-next-before-the-outcome")) { await written; }
            """),
        new("Runtime/Hosting/GrainActor.cs", "_doubtful = kernel", """_doubtful = Mutant.Is("doubt-nothing-after-a-crash") ? null : kernel"""),
        new("Runtime/Hosting/EffectAttempts.cs", "if (!_inDoubt || !IsAsked)", """if (!_inDoubt || !IsAsked || Mutant.Is("send-again-on-doubt"))"""),
        new("Runtime/Hosting/EffectAttempts.cs", "_inDoubt |= effect == RequestEffect.InDoubt;", """_inDoubt |= !Mutant.Is("believe-a-lost-answer") && effect == RequestEffect.InDoubt;"""),
        new("Runtime/Hosting/EffectRules.cs", "return inDoubt && policy == DeliveryPolicy.NeverTwice", """return inDoubt && !Mutant.Is("send-tones-twice") && policy == DeliveryPolicy.NeverTwice"""),
        new("Runtime/Hosting/EffectAttempts.cs", "await view.ClaimAsync(decided.Id);", """await (Mutant.Is("forget-the-claim") ? Task.CompletedTask : view.ClaimAsync(decided.Id));"""),
        new("Runtime/Hosting/EffectAttempts.cs", "view.LastProof > FreshProof", """(!Mutant.Is("trust-old-news") && view.LastProof > FreshProof)"""),
        new("Runtime/Kernel/Pending.cs", "Commands.RemoveAll(c => c.Decided.Id == entry.Operation);", """if (!Mutant.Is("forget-the-outcome")) { Commands.RemoveAll(c => c.Decided.Id == entry.Operation); }"""),
        new("Runtime/Hosting/Outbox.cs",
            "catch (Exception e) when (!cancellationToken.IsCancellationRequested)\n            {",
            """
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                if (Mutant.Is("lose-mail")) { return new CommandOutcome(OutcomeStatus.Done); }
            """),

        // Time.
        new("Runtime/Hosting/GrainActor.Effects.cs",
            "Add(new TimerEntry(timer.Id));",
            """
            if (Mutant.Is("lose-a-timer")) { _kernel.Pending.Timers.RemoveAll(t => t.Id == timer.Id); continue; }
            Add(new TimerEntry(timer.Id));
            if (Mutant.Is("fire-a-timer-twice")) { Add(new TimerEntry(timer.Id)); }
            """),
        new("Runtime/Kernel/Pending.cs", "Steps.RemoveAll(s => s.Id == step.Operation);", """if (!Mutant.Is("run-a-step-again")) { Steps.RemoveAll(s => s.Id == step.Operation); }"""),
        new("Runtime/Kernel/GrainKernel.cs", "public DateTimeOffset? NextCheck => State == GrainState.Ended || IsScheduled ?", """public DateTimeOffset? NextCheck => State == GrainState.Ended || IsScheduled || Mutant.Is("skip-the-watchdog") ?"""),
        new("Runtime/Kernel/Pending.cs", " && !projection.HasLiveLegs)", """ && (Mutant.Is("forget-the-legs-of-an-ended-call") || !projection.HasLiveLegs))"""),
    ];

    /// <summary>The names of all bugs.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.SelectMany(p => Switch().Matches(p.To).Select(m => m.Groups[1].Value))];

    /// <summary>Puts all of them, switched off, into a copy of the kernel's source.</summary>
    public static void Apply(string folder)
    {
        foreach (var patch in All)
        {
            var file = Path.Combine(folder, patch.File);
            var text = File.ReadAllText(file);
            Assert.True(text.Split(patch.From).Length == 2, $"'{patch.From}' is to be found once in {patch.File}: bring the mutation up to date with the code");
            File.WriteAllText(file, text.Replace(patch.From, patch.To, StringComparison.Ordinal));
        }

        File.WriteAllText(Path.Combine(folder, "Mutant.cs"), """
            namespace CallGrains.Flows;

            internal static class Mutant
            {
                public static string? Name;

                public static bool Is(string name) => Name == name;
            }
            """);
    }

    [GeneratedRegex("Mutant\\.Is\\(\"([^\"]+)\"\\)")]
    private static partial Regex Switch();

    private sealed record Patch(string File, string From, string To);
}
