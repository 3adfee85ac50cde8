using CallGrains.Testing;

namespace CallGrains.Telnyx.Tests;

/// <summary>Telnyx keeps what the seam promises.</summary>
public sealed class TelnyxConformanceTests(ITestOutputHelper output) : CarrierConformance
{
    public static TheoryData<string> Names => new(Checks);

    [Theory, MemberData(nameof(Names))]
    public void Conforms(string check) => output.WriteLine($"{check}: {Run(check)}");

    protected override CarrierBench Open(TimeProvider time) => new TelnyxBench(time);
}
