using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CallGrains.Testing;

namespace CallGrains.Telnyx.Tests;

/// <summary>The adapter, and Telnyx in memory at the other end of its HTTP client.</summary>
internal sealed class TelnyxBench : CarrierBench
{
    public TelnyxBench(TimeProvider time, bool transcribes = false)
    {
        Exchange = new TelnyxExchange(time);
        var settings = Settings(Exchange.Signer);
        settings.TranscribeRecordings = transcribes;
        Carrier = new TelnyxCarrier(settings, new HttpClient(Exchange), time);
    }

    public TelnyxExchange Exchange { get; }

    public override ICarrier Carrier { get; }

    public override int Effects => Exchange.Effects;

    public static TelnyxOptions Settings(params Signer[] signers)
    {
        var options = new TelnyxOptions { ApiKey = "KEY-test", ConnectionId = TelnyxExchange.Connection, BaseUrl = new Uri("http://127.0.0.1:1") };
        foreach (var signer in signers)
        {
            options.PublicKeys.Add(signer.PublicKey);
        }

        return options;
    }

    public override void Next(WireFault fault) => Exchange.Fault = fault;

    public override string Dials() => Exchange.Dials();

    public override void Press(string callId, string digits) => Exchange.Press(callId, digits);

    public override void HangUp(string callId) => Exchange.End(callId, "normal_clearing");

    public override bool TryTake([NotNullWhen(true)] out CallbackRequest? callback)
    {
        var taken = Exchange.Sent.TryDequeue(out var sent);
        callback = sent;
        return taken;
    }

    public override CallbackRequest Forged(CallbackRequest genuine)
    {
        var raw = genuine.Raw.ToArray();
        return new Signer(99).Request(long.Parse(((SignedRequest)genuine).At!, CultureInfo.InvariantCulture), raw);
    }

    public override CallbackRequest Stale(CallbackRequest genuine) => Exchange.Signer.Request(Exchange.Now - 301, genuine.Raw.ToArray());
}
