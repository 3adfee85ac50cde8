using CallGrains.AspNetCore.Hosting;
using CallGrains.AspNetCore.Ingress;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallGrains.Applications.Tests;

/// <summary>
/// Outside Development a host takes callbacks by signed URLs, which it gives the carrier itself, or by credentials, or
/// it does not start.
/// </summary>
public sealed class SignedOnlyTests
{
    private static readonly string[] Settings = ["CallGrains:Port=0", "CallGrains:Journal=memory", "CallGrains:Operations:ApiKeys:0=0123456789abcdef"];

    [Fact]
    public async Task A_host_that_sets_up_its_numbers_takes_signed_URLs_only()
    {
        await using var app = Build("CallGrains:Provision=true");
        Assert.Equal(true, Options(app).SignedOnly);
        Assert.Contains("/f/", FlowUrl(app).AbsolutePath, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_does_not_and_knows_no_credentials_is_refused() =>
        Assert.Contains("Anybody could send callbacks of bandwidth", Assert.Throws<StartRefusedException>(() => Build()).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Where_credentials_are_known_the_carrier_is_given_them()
    {
        await using var app = Build("CallGrains:Provision=true", "CallGrains:Ingress:Credentials:User=bw", "CallGrains:Ingress:Credentials:Password=secret");
        Assert.Null(Options(app).SignedOnly);
        Assert.Equal("bw:secret", FlowUrl(app).UserInfo);
    }

    [Fact]
    public async Task Where_only_signed_URLs_are_taken_no_others_are_given()
    {
        await using var app = Build("CallGrains:Ingress:SignedOnly=true", "CallGrains:Ingress:Credentials:User=bw", "CallGrains:Ingress:Credentials:Password=secret");
        Assert.Contains("/f/", FlowUrl(app).AbsolutePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_Development_nothing_is_asked_for()
    {
        await using var app = Application.Build(Settings);
        Assert.Null(Options(app).SignedOnly);
    }

    private static IngressOptions Options(WebApplication app) => app.Services.GetRequiredService<IOptions<IngressOptions>>().Value;

    private static Uri FlowUrl(WebApplication app) => app.Services.GetRequiredService<HostCallbackUrls>().ForFlow("bandwidth", "waiting");

    private static WebApplication Build(params string[] settings) => Application.Build([.. Settings, .. settings], environment: "Production");
}
