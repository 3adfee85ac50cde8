using System.Diagnostics.CodeAnalysis;
using CallGrains.Bandwidth;
using CallGrains.Bandwidth.Rest;
using Microsoft.Extensions.Options;

namespace CallGrains.Testing.Tests.Carriers;

/// <summary>Bandwidth's adapter, and Catapult in memory at the other end of its HTTP client.</summary>
internal sealed class CatapultBench : CarrierBench
{
    private readonly CatapultExchange _exchange;

    public CatapultBench(TimeProvider time)
    {
        var options = new BandwidthOptions { UserId = "u-test", Token = "t-test", Secret = "s-test", BaseUrl = new Uri("http://127.0.0.1:1") };
        _exchange = new CatapultExchange(time);
        Carrier = new BandwidthCarrier(new BandwidthClient(options, time, http: new HttpClient(_exchange)), Options.Create(options));
    }

    public override ICarrier Carrier { get; }

    public override int Effects => _exchange.Effects;

    public override void Next(WireFault fault) => _exchange.Fault = fault;

    public override string Dials() => _exchange.Dials();

    public override void Press(string callId, string digits) => _exchange.EndGather(callId, digits, GatherReason.MaxDigits);

    public override void HangUp(string callId) => _exchange.End(callId);

    public override bool TryTake([NotNullWhen(true)] out CallbackRequest? callback) => _exchange.Sent.TryDequeue(out callback);
}
