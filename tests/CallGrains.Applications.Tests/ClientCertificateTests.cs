using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CallGrains.AspNetCore.Hosting;
using CallGrains.Testing;

namespace CallGrains.Applications.Tests;

/// <summary>Mutual TLS of callbacks, ended at the host or at a named proxy.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private const string Section = "CallGrains:Access:Callbacks:ClientCertificate:";
    private const string Key = "CallGrains:Operations:ApiKeys:0=0123456789abcdef";
    private readonly PrivateAuthority _ours = new(TimeProvider.System), _other = new(TimeProvider.System);

    public void Dispose()
    {
        _ours.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task A_callback_comes_in_with_a_certificate_of_the_authority_alone()
    {
        await using var app = await StartAsync($"{Section}AuthorityFile={_ours.File}");
        using var carrier = Certificate(_ours, "carrier");
        using var stranger = Certificate(_other, "stranger");

        Assert.Equal(HttpStatusCode.BadRequest, await CallbackAsync(app, carrier));
        Assert.Equal(HttpStatusCode.Forbidden, await CallbackAsync(app, stranger));
        Assert.Equal(HttpStatusCode.Forbidden, await CallbackAsync(app, null));
    }

    [Fact]
    public async Task Other_areas_of_the_same_port_ask_for_none()
    {
        await using var app = await StartAsync($"{Section}AuthorityFile={_ours.File}");
        using var client = Client(app, null);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/console", TestContext.Current.CancellationToken)).StatusCode);
        client.DefaultRequestHeaders.Add("X-Api-Key", "0123456789abcdef");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/flows", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_thumbprint_names_one_certificate()
    {
        using var carrier = Certificate(_ours, "carrier");
        using var sibling = Certificate(_ours, "sibling");
        await using var app = await StartAsync($"{Section}AuthorityFile={_ours.File}", $"{Section}Thumbprints:0={carrier.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant()}");

        Assert.Equal(HttpStatusCode.BadRequest, await CallbackAsync(app, carrier));
        Assert.Equal(HttpStatusCode.Forbidden, await CallbackAsync(app, sibling));
    }

    [Fact]
    public async Task A_certificate_in_clear_text_is_none()
    {
        await using var app = await Application.StartAsync([Key, $"{Section}AuthorityFile={_ours.File}"]);
        using var client = app.Client;
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/callbacks/bandwidth", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_named_proxy_hands_over_the_certificate_and_nobody_else_does()
    {
        using var carrier = Certificate(_ours, "carrier");
        using var stranger = Certificate(_other, "stranger");
        string[] settings = [Key, $"{Section}AuthorityFile={_ours.File}", $"{Section}Header=X-Client-Certificate"];
        await using (var app = await Application.StartAsync([.. settings, "CallGrains:Access:Proxies:0=127.0.0.1"]))
        {
            Assert.Equal(HttpStatusCode.BadRequest, await HandedOverAsync(app, Pem(carrier)));
            Assert.Equal(HttpStatusCode.BadRequest, await HandedOverAsync(app, $":{Convert.ToBase64String(carrier.RawData)}:"));
            Assert.Equal(HttpStatusCode.Forbidden, await HandedOverAsync(app, Pem(stranger)));
            Assert.Equal(HttpStatusCode.Forbidden, await HandedOverAsync(app, null));
            Assert.Equal(HttpStatusCode.Forbidden, await HandedOverAsync(app, "%2D%2D"));
            Assert.Equal(HttpStatusCode.Forbidden, await HandedOverAsync(app, ":nonsense:"));
        }

        await using var other = await Application.StartAsync([.. settings, "CallGrains:Access:Proxies:0=10.0.0.1"]);
        Assert.Equal(HttpStatusCode.Forbidden, await HandedOverAsync(other, Pem(carrier)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(31)]
    public void A_certificate_has_its_time(int days)
    {
        using var carrier = Certificate(_ours, "carrier");
        var areas = new AccessSettings { Callbacks = { ClientCertificate = { AuthorityFile = _ours.File } } };
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext { Connection = { ClientCertificate = carrier } };
        Assert.Null(new ClientCertificates(areas, TimeProvider.System).Fault(context));
        Assert.NotNull(new ClientCertificates(areas, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(days))).Fault(context));
    }

    private Task<Application> StartAsync(params string[] settings)
    {
        var (certificate, key) = _ours.Issue("server");
        return Application.StartAsync([Key, "Kestrel:Endpoints:Https:Url=https://127.0.0.1:0", $"Kestrel:Endpoints:Https:Certificate:Path={certificate}", $"Kestrel:Endpoints:Https:Certificate:KeyPath={key}", .. settings]);
    }

    private static X509Certificate2 Certificate(PrivateAuthority authority, string name)
    {
        var (certificate, key) = authority.Issue(name);
        return X509Certificate2.CreateFromPemFile(certificate, key);
    }

    private static string Pem(X509Certificate2 certificate) => Uri.EscapeDataString(certificate.ExportCertificatePem());

    private static HttpClient Client(Application app, X509Certificate2? certificate)
    {
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator, ClientCertificateOptions = ClientCertificateOption.Manual };
        if (certificate is not null)
        {
            handler.ClientCertificates.Add(certificate);
        }

        return new HttpClient(handler) { BaseAddress = app.Url };
    }

    private static async Task<HttpStatusCode> CallbackAsync(Application app, X509Certificate2? certificate)
    {
        using var client = Client(app, certificate);
        return (await client.GetAsync("/callbacks/bandwidth", TestContext.Current.CancellationToken)).StatusCode;
    }

    private static async Task<HttpStatusCode> HandedOverAsync(Application app, string? certificate)
    {
        using var client = app.Client;
        if (certificate is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("X-Client-Certificate", certificate);
        }

        return (await client.GetAsync("/callbacks/bandwidth", TestContext.Current.CancellationToken)).StatusCode;
    }
}
