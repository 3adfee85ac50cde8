using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CallGrains.EndToEnd.Tests.Campaigns;

/// <summary>
/// The socket by which each .NET process may be asked for its events
/// (github.com/dotnet/diagnostics, ipc-protocol.md); here only to have its heap collected.
/// </summary>
internal static class DiagnosticPort
{
    private const int HeaderBytes = 20;
    private const byte EventPipe = 2, StopTracing = 1, CollectTracing2 = 3, Ok = 0;
    private const ulong CollectHeap = 0x800000;
    private const int Verbose = 5;
    private static readonly byte[] Magic = [.. "DOTNET_IPC_V1"u8, 0];

    /// <summary>Has a process collect its whole heap; ends when it has.</summary>
    public static async Task CollectAsync(int process)
    {
        var path = Directory.GetFiles(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"dotnet-diagnostic-{process}-*-socket")).MaxBy(File.GetCreationTimeUtc)
            ?? throw new InvalidOperationException($"Process {process} has no diagnostic port.");
        using var events = await ConnectAsync(path);
        var session = await AskAsync(events, CollectTracing2, Session());

        // The session ends when all that was begun with it is over, and its events have been read.
        var rest = ReadToEndAsync(events);
        using var stop = await ConnectAsync(path);
        await AskAsync(stop, StopTracing, session);
        await rest;
    }

    private static async Task<NetworkStream> ConnectAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>
    /// A buffer of 16 MB, the format nettrace, no rundown, and one provider: asking it for this is the collection.
    /// </summary>
    private static byte[] Session()
    {
        using var payload = new MemoryStream();
        using var writer = new BinaryWriter(payload, Encoding.Unicode);
        writer.Write(16);
        writer.Write(1);
        writer.Write(false);
        writer.Write(1);
        writer.Write(CollectHeap);
        writer.Write(Verbose);
        Write(writer, "Microsoft-Windows-DotNETRuntime");
        Write(writer, "");
        return payload.ToArray();
    }

    private static void Write(BinaryWriter writer, string text)
    {
        writer.Write(text.Length + 1);
        writer.Write(Encoding.Unicode.GetBytes(text + "\0"));
    }

    private static async Task<byte[]> AskAsync(NetworkStream stream, byte command, byte[] payload)
    {
        var message = new byte[HeaderBytes + payload.Length];
        Magic.CopyTo(message, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(Magic.Length), (ushort)message.Length);
        (message[16], message[17]) = (EventPipe, command);
        payload.CopyTo(message, HeaderBytes);
        await stream.WriteAsync(message);
        var header = new byte[HeaderBytes];
        await stream.ReadExactlyAsync(header);
        var answer = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(Magic.Length)) - HeaderBytes];
        await stream.ReadExactlyAsync(answer);
        return header[17] == Ok ? answer : throw new InvalidOperationException($"The process refused command {command}: {Convert.ToHexString(answer)}.");
    }

    private static async Task ReadToEndAsync(NetworkStream stream)
    {
        var read = new byte[1 << 16];
        while (await stream.ReadAsync(read) > 0)
        {
        }
    }
}
