using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using CallGrains.Benchmarks.Probe;

/// <summary>
/// Runs inside each process under test, before its Main (DOTNET_STARTUP_HOOKS): the product needs no endpoint for its
/// benchmark. It answers on a connection of the bench's, and ends the process when that is closed, so that nothing
/// outlives the bench.
/// </summary>
#pragma warning disable CA1050, CA1852 // The runtime finds it by this name, outside of any namespace.
internal class StartupHook
#pragma warning restore CA1050, CA1852
{
    /// <summary>Called by the runtime.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(ProbeClient.PortVariable) is { } port)
        {
            // Whatever this process starts is none of the bench's.
            Environment.SetEnvironmentVariable("DOTNET_STARTUP_HOOKS", null);
            new Thread(() => Serve(int.Parse(port, CultureInfo.InvariantCulture))) { IsBackground = true, Name = "Bench probe" }.Start();
        }
    }

    private static void Serve(int port)
    {
        using var client = new TcpClient();
        client.Connect(IPAddress.Loopback, port);
        using var reader = new StreamReader(client.GetStream());
        using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true };
        while (Read(reader) is { } question)
        {
            if (question == ProbeClient.Collect)
            {
                CollectAll();
            }

            writer.WriteLine(JsonSerializer.Serialize(ProbeReading.Take(), ProbeJson.Default.ProbeReading));
        }

        Environment.Exit(0);
    }

    private static string? Read(StreamReader reader)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void CollectAll()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
    }
}
