namespace CallGrains.Simulator.Telnyx;

/// <summary>
/// Ids in Telnyx's shapes: a call is <c>v3:</c> and 54 characters, a leg and a session are UUIDs of version 1, an
/// application and a number are digits, anything else is a UUID of version 4.
/// </summary>
internal sealed class TelnyxIds(int seed) : Ids(seed)
{
    private const string Base64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private const string Digits = "0123456789";

    public override string Next(string kind) => kind switch
    {
        "c" => "v3:" + Letters(kind, Base64Url, 54),
        "connection" or "n" or "profile" => "2" + Letters(kind, Digits, 18),
        "leg" or "session" => Uuid(kind, version: 1),
        _ => Uuid(kind, version: 4),
    };

    private string Uuid(string kind, int version)
    {
        var bytes = new byte[16];
        Sequence(kind).NextBytes(bytes);
        (bytes[6], bytes[8]) = ((byte)((bytes[6] & 0x0F) | (version << 4)), (byte)((bytes[8] & 0x3F) | 0x80));
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
