using System.Buffers.Text;
using System.Text;

namespace CallGrains.Telnyx;

/// <summary>
/// The name under which a conference of ours is made: it says which grain's it is, and is the conference's id in
/// neutral commands and events, because Telnyx gives it one of its own only when somebody is in it.
/// </summary>
internal static class RoomName
{
    private const string Prefix = "cg-";

    /// <param name="session">The conference's grain, and the operation that makes it.</param>
    public static string Of(OperationKey session) => Prefix + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(session.ToString()));

    /// <summary>Reads what <see cref="Of"/> wrote; null when it is something else.</summary>
    public static OperationKey? Parse(string? name)
    {
        if (name?.StartsWith(Prefix, StringComparison.Ordinal) != true)
        {
            return null;
        }

        try
        {
            return OperationKey.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(name.AsSpan(Prefix.Length))));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
