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
    private readonly SortedSet<string> _manual = new(StringComparer.Ordinal);

    public IEnumerable<string> Manual => _manual;

    /// <summary>
    /// What those do whom a test has told what to do; counts before everything else. Null for nobody.
    /// </summary>
    public Func<string, TimeSpan, (TimeSpan After, string? Cause)?>? HabitOf { get; set; }

    public void Hold(string number, bool byHand)
    {
        if (byHand)
        {
            _manual.Add(number);
        }
        else
        {
            _manual.Remove(number);
        }
    }

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
}
