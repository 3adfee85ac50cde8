using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Phones;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary>
/// Answering-machine detection of a call that is dialled: who has answered is told after some seconds, and the end of a
/// machine's greeting where that was asked.
/// </summary>
internal sealed class Detection(Exchange exchange, PhoneBook phones, CallNews news)
{
    private static readonly TimeSpan HumanTime = TimeSpan.FromSeconds(1.5), MachineTime = TimeSpan.FromSeconds(3.5);

    /// <summary>What <c>answering_machine_detection</c> says; null for nothing.</summary>
    public static string? Of(Body body)
    {
        body.RefuseWhatIsMissing("answering_machine_detection_config");
        var mode = body.Choice("answering_machine_detection", "disabled", "detect", "detect_beep", "detect_words", "greeting_end", "premium");
        return mode == "detect_words" ? throw ApiError.NotSimulated("answering_machine_detection detect_words") : mode == "disabled" ? null : mode;
    }

    /// <summary>Begins with the answer of the call.</summary>
    public void Begin(Call call, string mode)
    {
        var machine = phones.MachineOf(call.To);
        call.WhenAnswered += () => exchange.After(machine is null ? HumanTime : MachineTime, () =>
        {
            Tell(call, mode, "detection", machine is not null ? "machine" : mode == "premium" ? "human_residence" : "human");
            if (machine is not null && mode != "detect")
            {
                var rest = machine.Greeting - MachineTime;
                exchange.After(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, () => EndOfGreeting(call, mode, machine));
            }
        });
    }

    private void EndOfGreeting(Call call, string mode, AnsweringMachine machine) => Tell(
        call, mode, "greeting", machine.Beeps && mode != "greeting_end" ? "beep_detected" : mode == "premium" ? "no_beep_detected" : mode == "detect_beep" ? "not_sure" : "ended");

    /// <summary>Of a call that is over nothing more is told.</summary>
    private void Tell(Call call, string mode, string what, string result)
    {
        if (!call.IsOver)
        {
            news.Tell(call, mode == "premium" ? $"call.machine.premium.{what}.ended" : $"call.machine.{what}.ended", ("from", call.From), ("result", result), ("to", call.To));
        }
    }
}
