using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace CallGrains.Flows;

/// <summary>What calls and conferences tell each other: durable signals whose names are the framework's own.</summary>
internal static class ConferenceProtocol
{
    /// <summary>A call wants to join.</summary>
    public const string Join = "$join";

    /// <summary>A call is about to be placed, and must know for which conference of the carrier's.</summary>
    public const string Invite = "$invite";

    /// <summary>A call does not want to join any more.</summary>
    public const string Withdraw = "$withdraw";

    private const string Refused = "$refused:", Invited = "$invited:", Member = "$member:";

    public static SignalCommand Ask(string name, string conference, JoinMessage message) => Write(conference, name, message);

    public static SignalCommand TakeBack(string conference, string call, int operation) => Write(conference, Withdraw, new WithdrawMessage(call, operation));

    public static SignalCommand Refuse(JoinMessage to, string code) => Write(to.Call, $"{Refused}{to.Operation}", code);

    public static SignalCommand Grant(JoinMessage to, string conferenceId) => Write(to.Call, $"{Invited}{to.Operation}", conferenceId);

    /// <summary>The carrier's event about a member, for the member's call.</summary>
    public static SignalCommand Tell(JoinMessage to, ConferenceMemberEvent e) =>
        new(to.Call, $"{Member}{to.Operation}") { Value = JsonElement.Parse(EventJson.Write(e)) };

    public static bool IsRefusal(string name, out int operation) => Is(Refused, name, out operation);

    public static bool IsInvitation(string name, out int operation) => Is(Invited, name, out operation);

    public static bool IsMember(SignalEntry signal, out int operation, [NotNullWhen(true)] out ConferenceMemberEvent? e) =>
        IsMember(signal.Name, signal.Value, out operation, out e);

    public static bool IsMember(SignalCommand signal, out int operation, [NotNullWhen(true)] out ConferenceMemberEvent? e) =>
        IsMember(signal.Name, signal.Value, out operation, out e);

    private static bool IsMember(string name, JsonElement? value, out int operation, [NotNullWhen(true)] out ConferenceMemberEvent? e)
    {
        e = Is(Member, name, out operation) ? (ConferenceMemberEvent)EventJson.Read(JsonSerializer.SerializeToUtf8Bytes(value!.Value)) : null;
        return e is not null;
    }

    public static T Read<T>(JsonElement? value) => value!.Value.Deserialize<T>(JsonSerializerOptions.Web)!;

    private static bool Is(string prefix, string name, out int operation)
    {
        operation = 0;
        return name.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out operation);
    }

    public static SignalCommand Write<T>(string to, string name, T value) => new(to, name) { Value = JsonSerializer.SerializeToElement(value, JsonSerializerOptions.Web) };
}

/// <summary>A call that wants to join, or is to be placed for, a conference.</summary>
/// <param name="Call">The call's address.</param>
/// <param name="Operation">The call's operation that asks.</param>
/// <param name="CallId">The carrier's call id; empty before it is placed.</param>
/// <param name="Party">The other end of the call.</param>
/// <param name="Own">Our number that hosts the conference when it is made for this call.</param>
/// <param name="Carrier">The call's carrier.</param>
internal sealed record JoinMessage(string Call, int Operation, string CallId, string Party, string Own, string Carrier)
{
    /// <summary>The conference's flow, when this begins it; null for none of its own.</summary>
    public string? Flow { get; init; }

    public bool Mute { get; init; }

    public bool Hold { get; init; }

    public bool JoinTone { get; init; }

    public bool LeavingTone { get; init; }

    public bool Moderator { get; init; }

    public static string KeyOf(string call, int operation) => $"{call}#{operation}";
}

/// <summary>A call takes back what it asked for.</summary>
internal sealed record WithdrawMessage(string Call, int Operation);
