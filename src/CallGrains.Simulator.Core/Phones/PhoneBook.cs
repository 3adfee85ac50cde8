using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Sip;

namespace CallGrains.Simulator.Phones;

/// <summary>
/// How the phones out there react to ringing: held by hand, by the last digits of their number, or answered after two
/// seconds.
/// </summary>
internal sealed class PhoneBook(SipRegistry sip)
{
    private static readonly TimeSpan RingTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SetUpTime = TimeSpan.FromMilliseconds(500);
    private static readonly AnsweringMachine Usual = new(TimeSpan.FromSeconds(6), Beeps: true);
    private readonly SortedSet<string> _manual = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _machines = new(StringComparer.Ordinal);

    public IEnumerable<string> Manual => _manual;

    /// <summary>
    /// What those do whom a test has told what to do; counts before everything else. Null for nobody.
    /// </summary>
    public Func<string, TimeSpan, (TimeSpan After, string? Cause)?>? HabitOf { get; set; }

    /// <summary>
    /// Which machine answers for those whom a test has told what to do, null for none; counts before everything else.
    /// Null for nobody.
    /// </summary>
    public Func<string, AnsweringMachine?>? MachineAt { get; set; }

    public IEnumerable<string> Machines => _machines;

    public void Hold(string number, bool byHand) => Put(_manual, number, byHand);

    /// <summary>An answering machine is at the number, or is not any more.</summary>
    public void Connect(string number, bool machine) => Put(_machines, number, machine);

    /// <summary>The answering machine at a number, also where nobody answers by hand; null for a person.</summary>
    public AnsweringMachine? MachineOf(string number) =>
        MachineAt is { } at ? at(number)
        : _machines.Contains(number) || number.EndsWith("0194", StringComparison.Ordinal) ? Usual
        : number.EndsWith("0195", StringComparison.Ordinal) ? Usual with { Beeps = false }
        : null;

    /// <summary>
    /// What the phone does and after how long; null when it just rings. A null cause means it answers. A phone that
    /// declines does so while it still rings, however short that is.
    /// </summary>
    public (TimeSpan After, string? Cause)? ReactionOf(string number, TimeSpan timeout) =>
        HabitOf is { } habits ? habits(number, timeout)
        : !sip.CanRing(number) ? (SetUpTime, Causes.UnallocatedNumber)
        : _manual.Contains(number) ? null
        : number.Length < 4 ? (RingTime, null)
        : number[^4..] switch
        {
            "0190" => (SetUpTime, Causes.UserBusy),
            "0191" => null,
            "0192" => (timeout > RingTime ? RingTime : timeout / 2, Causes.CallRejected),
            "0193" => (SetUpTime, Causes.UnallocatedNumber),
            _ => (RingTime, null),
        };

    private static void Put(SortedSet<string> numbers, string number, bool isIn)
    {
        if (isIn)
        {
            numbers.Add(number);
        }
        else
        {
            numbers.Remove(number);
        }
    }
}
