using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallGrains.Telnyx.Tests;

/// <summary>What is wrong with the settings is said, all of it, before anything runs.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void All_faults_are_said_at_once()
    {
        var options = new TelnyxOptions { ConnectionId = "a b", BaseUrl = new Uri("https://api.telnyx.com/v2"), Timeout = TimeSpan.Zero, MaxConnections = 0, MessagesPerSecond = 0, Voice = " ", Language = "en_US", MessagingProfileId = "", SignatureTolerance = TimeSpan.Zero };
        options.PublicKeys.Add("short");
        var faults = Assert.Throws<OptionsValidationException>(() => new TelnyxCarrier(options, new HttpClient())).Failures.ToList();

        Assert.All(["ApiKey", "PublicKeys:0", "ConnectionId", "BaseUrl", "Timeout", "MaxConnections", "MessagesPerSecond", "Voice", "Language", "MessagingProfileId", "SignatureTolerance"],
            key => Assert.Contains(faults, f => f.StartsWith($"Telnyx:{key} is '", StringComparison.Ordinal) && f.Contains("; write ", StringComparison.Ordinal)));
        Assert.Equal(11, faults.Count);
    }

    [Fact]
    public void Without_a_public_key_nothing_starts()
    {
        var options = TelnyxBench.Settings();
        Assert.Contains("public key", Assert.Single(Assert.Throws<OptionsValidationException>(() => new TelnyxCarrier(options, new HttpClient())).Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_may_stand_in_a_file()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, "KEY-test\nmore\n", TestContext.Current.CancellationToken);
        try
        {
            var exchange = new TelnyxExchange(TimeProvider.System);
            var options = TelnyxBench.Settings(exchange.Signer);
            (options.ApiKey, options.ApiKeyFile) = ("", file);
            var carrier = new TelnyxCarrier(options, new HttpClient(exchange));
            Assert.NotNull(await carrier.Commands.SendAsync(new CommandRequest(new CreateCallCommand("+15550100", "+15550199"), new OperationKey(FlowAddress.Call("o-1"), 1)), TestContext.Current.CancellationToken));

            options.ApiKey = "KEY-other";
            Assert.Throws<OptionsValidationException>(() => new TelnyxCarrier(options, new HttpClient()));
        }
        finally
        {
            File.Delete(file);
        }

        var missing = TelnyxBench.Settings(new Signer(1));
        (missing.ApiKey, missing.ApiKeyFile) = ("", file);
        Assert.Throws<OptionsValidationException>(() => new TelnyxCarrier(missing, new HttpClient()));
    }

    [Fact]
    public async Task It_is_added_as_a_carrier_whose_requests_are_never_sent_twice()
    {
        var services = new ServiceCollection();
        services.ConfigureHttpClientDefaults(http => http.AddHttpMessageHandler(() => new Again()));
        services.AddTelnyx(o =>
        {
            (o.ApiKey, o.ConnectionId, o.BaseUrl) = ("KEY-test", "1", new Uri("http://127.0.0.1:1"));
            o.PublicKeys.Add(new Signer(1).PublicKey);
        });
        await using var provider = services.BuildServiceProvider();

        var carrier = Assert.Single(provider.GetServices<ICarrier>());
        Assert.Equal("telnyx", carrier.Name);
        Assert.IsType<TelnyxCallbacks>(Assert.Single(provider.GetServices<ICallbackProtocol>()));
        Assert.True(carrier.Callbacks.IsSigned);

        // Nobody listens there; a handler of all clients would have been asked.
        var dial = new CommandRequest(new CreateCallCommand("+15550100", "+15550199"), new OperationKey(FlowAddress.Call("o-1"), 1));
        var e = await Assert.ThrowsAsync<CarrierException>(() => carrier.Commands.SendAsync(dial, TestContext.Current.CancellationToken));
        Assert.Equal((RequestEffect.None, "not-sent"), (e.Effect, e.Error.Code));
    }

    private sealed class Again : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw new NotSupportedException("A second request.");
    }
}
