using System.Reflection;

namespace CallGrains.Flows.Tests.Carriers;

/// <summary>What the compiled code of a flow tells about what it needs of its carrier.</summary>
public sealed class FlowNeedsTests
{
    [Fact]
    public void Verbs_are_found_wherever_the_class_calls_them() => Assert.Equal(
        [
            "AudioHandle.StopAsync", "CallContext.AnswerAsync", "CallContext.GatherAsync", "CallContext.RecordAsync", "CallContext.SendAsync", "CallContext.SpeakAsync",
            "CallContext.StartPlay", "CallContext.TransferAsync", "Room.JoinAsync", "ScriptContext.StartCall",
        ],
        FlowDefinition.Of(typeof(Busy)).Needs.Select(n => n.Verb));

    [Fact]
    public void Handlers_are_read_like_scripts() => Assert.Equal(
        ["CallActions.Answer", "CallActions.Mute", "CallActions.Speak", "CallActions.StartRecording"], FlowDefinition.Of(typeof(Handling)).Needs.Select(n => n.Verb));

    [Fact]
    public void What_cannot_be_seen_is_declared_and_what_can_be_done_without_is_left_out()
    {
        var carrier = new CarrierCapabilities(typeof(AnswerCommand));
        Assert.Equal(["Hidden:TranscribeCommand"], FlowDefinition.Of(typeof(Hidden)).LackingAt(carrier).Select(Text));
        Assert.Equal([], FlowDefinition.Of(typeof(Modest)).LackingAt(carrier).Select(Text));
        Assert.Equal(["Modest:TranscribeCommand"], FlowDefinition.Of(typeof(Modest)).Needs.Where(n => n.Verb == "Modest").Select(Text));
    }

    [Fact]
    public void Each_verb_says_which_commands_it_sends()
    {
        // The authors' classes make the commands themselves: what their public methods reach within them is what they
        // declare.
        Type[] types = [typeof(ScriptContext), typeof(CallContext), typeof(ThreadContext), typeof(CallActions), typeof(MessageActions), typeof(ConferenceActions), typeof(CallLeg), typeof(Leg), typeof(Room), typeof(Membership), typeof(AudioHandle), typeof(GatherHandle), typeof(RecordHandle)];
        var wrong = from type in types
                    from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                    let sends = Made(method, types).Where(c => !c.IsAssignableTo(typeof(GrainCommand)) && !c.IsAbstract).ToHashSet()
                    let said = method.GetCustomAttribute<NeedsCommandAttribute>()?.Commands ?? []
                    where sends.Except(said).Any()
                    select $"{type.Name}.{method.Name} makes {string.Join(", ", sends.Select(c => c.Name))}, but says {string.Join(", ", said.Select(c => c.Name))}";

        Assert.Empty(wrong);
        Assert.True(FlowVerbs.All.Count > 60, $"{FlowVerbs.All.Count} verbs");
    }

    private static string Text(FlowNeed need) => $"{need.Verb}:{string.Join(",", need.Commands.Select(c => c.Name))}";

    private static HashSet<Type> Made(MethodInfo method, Type[] types)
    {
        var (made, seen, open) = (new HashSet<Type>(), new HashSet<MethodBase>(), new Queue<MethodBase>([method]));
        while (open.TryDequeue(out var next))
        {
            if (!seen.Add(next))
            {
                continue;
            }

            if (next is ConstructorInfo { DeclaringType: { } type } && type.IsAssignableTo(typeof(Command)))
            {
                made.Add(type);
            }

            if (!types.Contains(next.DeclaringType) && !types.Contains(next.DeclaringType?.DeclaringType))
            {
                continue;
            }

            var machine = next.GetCustomAttributes().OfType<System.Runtime.CompilerServices.StateMachineAttribute>().FirstOrDefault()?.StateMachineType;
            foreach (var called in CalledMethods.Of(next).Concat(machine?.GetMethods(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly) ?? []))
            {
                open.Enqueue(called);
            }
        }

        return made;
    }

    [Flow("busy")]
    internal sealed class Busy : Polite
    {
        protected override async Task TalkAsync(CallContext call)
        {
            Func<Task> ask = async () => await call.GatherAsync("Press a key.");
            await ask();
            await Helpers.ThankAsync(call);
            call.OnEnded(c => c.SendAsync(c.From, "Goodbye."));
            await new Joiner<string>(call).JoinAsync();
            Start();

            void Start() => call.StartCall("busy", "+15550199");
        }
    }

    internal abstract class Polite : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            await TalkAsync(call);
        }

        protected abstract Task TalkAsync(CallContext call);

        protected static Task NeverCalledAsync(CallContext call) => call.TransferAsync("+15550199");
    }

    internal sealed class Joiner<T>(CallContext call)
        where T : class
    {
        public T? Value { get; set; }

        public async Task JoinAsync()
        {
            await call.Conference("all").JoinAsync();
            await call.StartPlay(new Uri("https://example.com/a.wav")).StopAsync();
        }
    }

    private static class Helpers
    {
        public static async Task ThankAsync(CallContext call)
        {
            await call.SpeakAsync("Thank you.");
            switch ((await call.RecordAsync()).RecordingId)
            {
                case "a" or "b" or "c" or "d" or "e" or "f" or "g" or "h":
                    break;
            }
        }
    }

    [Flow("handling")]
    internal sealed class Handling : CallFlow<Handling.Memory>
    {
        public override void OnIncomingCall(IncomingCallEvent e) => Call.Answer();

        public override void OnAnswer(AnswerEvent e)
        {
            new List<string> { "Hello." }.ForEach(s => Call.Speak(s));
            Call.Mute();
        }

        public override void OnEnded(string cause) => Keep();

        private void Keep() => Call.StartRecording();

        internal sealed class Memory;
    }

    [Flow("hidden")]
    [NeedsCommand(typeof(TranscribeCommand))]
    internal sealed class Hidden : CallScript
    {
        protected override Task RunAsync(CallContext call) => call.AnswerAsync();
    }

    [Flow("modest")]
    [NeedsCommand(typeof(TranscribeCommand))]
    [DoesWithout(typeof(TranscribeCommand), typeof(SpeakCommand))]
    internal sealed class Modest : CallScript
    {
        protected override Task RunAsync(CallContext call) => call.SpeakAsync("Hello.");
    }
}
