using CallGrains.Bandwidth.Provisioning;
using CallGrains.Bandwidth.Rest;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallGrains.Bandwidth.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Every_fault_is_named_at_once_with_key_value_and_fix()
    {
        var options = new BandwidthOptions
        {
            UserId = "users/u-1",
            Token = "t:1",
            BaseUrl = new Uri("ftp://api.example.com"),
            Timeout = TimeSpan.Zero,
            MediaTimeout = TimeSpan.FromDays(1),
            MaxConnections = 0,
            CallbackHttpMethod = "PUT",
            CallbackTimeout = TimeSpan.FromSeconds(11),
        };

        var faults = Assert.Throws<OptionsValidationException>(() => new BandwidthClient(options)).Failures.ToList();

        Assert.Equal(
            ["UserId", "Token", "Secret", "BaseUrl", "CallbackHttpMethod", "MaxConnections", "Timeout", "MediaTimeout", "CallbackTimeout"],
            faults.Select(fault => fault.Split(':', ' ')[1]));
        Assert.Contains("Bandwidth:CallbackTimeout is '00:00:11'; write a time above 00:00:00 and up to 00:00:10.", faults);
        Assert.Contains("Bandwidth:Secret is ''; write the API secret that belongs to the token.", faults);
    }

    [Theory]
    [InlineData("https://api.example.com/v1/", "the same without /v1, which is added to every path")]
    [InlineData("https://u:p@api.example.com", "an absolute http or https URL without user, query and fragment, for example https://api.catapult.inetwork.com")]
    [InlineData("api.example.com", "an absolute http or https URL without user, query and fragment, for example https://api.catapult.inetwork.com")]
    public void A_wrong_base_url_says_what_to_write(string url, string fix)
    {
        var options = Good(new BandwidthOptions { BaseUrl = new Uri(url, UriKind.RelativeOrAbsolute) });

        var fault = Assert.Single(Assert.Throws<OptionsValidationException>(() => new BandwidthClient(options)).Failures);

        Assert.Equal($"Bandwidth:BaseUrl is '{url}'; write {fix}.", fault);
    }

    [Fact]
    public async Task One_call_adds_the_client_the_carrier_and_the_provisioner()
    {
        await using var fake = FakeCarrier.Start();
        await using var services = new ServiceCollection().AddBandwidth(options => Good(options).BaseUrl = fake.Url).AddBandwidth(_ => { }).BuildServiceProvider();

        var carrier = Assert.Single(services.GetServices<ICarrier>());
        await carrier.Commands.SendAsync(Rig.Request(new HangupCommand()), CancellationToken.None);

        Assert.Equal("bandwidth", carrier.Name);
        Assert.NotNull(services.GetRequiredService<BandwidthProvisioner>());
        Assert.Equal("POST /v1/users/u-1/calls/c-1", Assert.Single(fake.Requests).ToString());
    }

    [Fact]
    public async Task A_handler_for_all_clients_of_the_application_repeats_no_command()
    {
        await using var fake = FakeCarrier.Start().Then(FakeAnswer.Error(503, "unavailable", "internal-error"));
        var collection = new ServiceCollection();
        collection.ConfigureHttpClientDefaults(http => http.AddHttpMessageHandler(() => new Again()));
        await using var services = collection.AddBandwidth(options => Good(options).BaseUrl = fake.Url).BuildServiceProvider();

        var error = await Assert.ThrowsAsync<CarrierException>(
            () => services.GetRequiredService<ICarrier>().Commands.SendAsync(Rig.Request(new SpeakCommand("Hello.")), CancellationToken.None));

        Assert.Equal(RequestEffect.InDoubt, error.Effect);
        Assert.Single(fake.Requests);
    }

    [Fact]
    public async Task A_handler_that_is_added_to_this_client_by_name_stays()
    {
        await using var fake = FakeCarrier.Start();
        var seen = 0;
        var collection = new ServiceCollection().AddBandwidth(options => Good(options).BaseUrl = fake.Url);
        collection.AddHttpClient(BandwidthClient.HttpClientName).AddHttpMessageHandler(() => new Counter(() => seen++));
        await using var services = collection.BuildServiceProvider();

        await services.GetRequiredService<ICarrier>().Commands.SendAsync(Rig.Request(new HangupCommand()), CancellationToken.None);

        Assert.Equal(1, seen);
    }

    [Fact]
    public void Wrong_options_stop_the_host_at_start()
    {
        using var services = new ServiceCollection().AddBandwidth(_ => { }).BuildServiceProvider();

        var error = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);

        Assert.Equal(3, error.Failures.Count());
    }

    /// <summary>Sends each request that failed once more, as a resilience handler does.</summary>
    private sealed class Again : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            return answer.IsSuccessStatusCode ? answer : await base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class Counter(Action seen) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            seen();
            return base.SendAsync(request, cancellationToken);
        }
    }

    private static BandwidthOptions Good(BandwidthOptions options)
    {
        (options.UserId, options.Token, options.Secret) = ("u-1", "t-1", "s-1");
        return options;
    }
}
