using System.Text;
using CallGrains.Simulator;

namespace CallGrains.Testing.Tests.Carriers;

/// <summary>Both carriers keep what the seam promises, with the simulated network at the other end.</summary>
public abstract class NetworkConformanceTests(SimulatedCarrier carrier) : CarrierConformance
{
    public static TheoryData<string> Names => new(Checks);

    [Theory, MemberData(nameof(Names))]
    public void Conforms(string check) => Run(check);

    protected override CarrierBench Open(TimeProvider time) => new NetworkBench(carrier, time);
}

/// <summary>Bandwidth's adapter over the simulated network.</summary>
public sealed class BandwidthNetworkConformanceTests() : NetworkConformanceTests(SimulatedCarrier.Bandwidth);

/// <summary>Telnyx's adapter over the simulated network.</summary>
public sealed class TelnyxNetworkConformanceTests() : NetworkConformanceTests(SimulatedCarrier.Telnyx);

/// <summary>
/// So does a carrier that is unlike any other, which proves that the seam has nothing of one carrier in it.
/// </summary>
public sealed class ToyConformanceTests : CarrierConformance
{
    public static TheoryData<string> Names => new(Checks);

    [Theory, MemberData(nameof(Names))]
    public void Conforms(string check) => Run(check);

    protected override CarrierBench Open(TimeProvider time) => new ToyBench(time);
}

/// <summary>The table of carriers and checks.</summary>
public sealed class CarrierTableTests(ITestOutputHelper output)
{
    [Fact]
    public void Each_carrier_passes_each_check()
    {
        var carriers = new (string Name, CarrierConformance Suite)[]
        {
            ("bandwidth", new BandwidthNetworkConformanceTests()), ("telnyx", new TelnyxNetworkConformanceTests()), ("toy", new ToyConformanceTests()),
        };
        var table = new StringBuilder($"{"check",-70} {string.Join(' ', carriers.Select(c => $"{c.Name,-14}"))}\n");
        var failed = new List<string>();
        foreach (var check in CarrierConformance.Checks)
        {
            table.AppendLine($"{check.Replace('_', ' '),-70} {string.Join(' ', carriers.Select(c => $"{Cell(c.Name, c.Suite, check),-14}"))}");
        }

        output.WriteLine(table.ToString());
        Assert.Empty(failed);

        string Cell(string name, CarrierConformance suite, string check)
        {
            try
            {
                return suite.Run(check);
            }
            catch (ConformanceException e)
            {
                failed.Add($"{name}: {check}: {e.Message}");
                return "FAILED";
            }
        }
    }
}
