using System.Net;
using CallGrains.AspNetCore.Hosting;

namespace CallGrains.Applications.Tests.Login;

/// <summary>People log in to the console at a provider of OpenID Connect, with the roles of API keys.</summary>
public sealed class LoginTests
{
    private const string Section = "CallGrains:Operations:OpenIdConnect:";
    private static readonly string KeyOfUrls = "CallGrains:CapabilityKey=" + Convert.ToBase64String([.. Enumerable.Repeat((byte)3, 32)]);

    [Fact]
    public async Task Who_has_logged_in_uses_the_API_with_his_role()
    {
        await using var provider = await Provider.StartAsync();
        await using var app = await StartAsync(provider);
        using var ann = new Browser(app.Url);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ann.AskAsync("/api/flows")).Status);
        Assert.Contains("\"login\":true,\"name\":null", (await ann.AskAsync("/console/who")).Text, StringComparison.Ordinal);

        using var back = await ann.LogInAsync();

        Assert.Equal("/console", back.Headers.Location?.OriginalString);
        var cookie = Assert.Single(back.Headers.GetValues("Set-Cookie"), c => c.StartsWith("callgrains-console=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await ann.AskAsync("/api/flows")).Status);
        Assert.Equal("""{"login":true,"name":"ann","role":"admin"}""", (await ann.AskAsync("/console/who")).Text);
        Assert.Equal(HttpStatusCode.BadRequest, (await ann.AskAsync("/api/purge", "POST")).Status);
    }

    [Fact]
    public async Task The_highest_of_his_roles_counts_and_no_more()
    {
        await using var provider = await Provider.StartAsync();
        provider.Roles = ["everybody", "telephony-readers", "telephony-operators"];
        await using var app = await StartAsync(provider);
        using var ann = new Browser(app.Url);
        (await ann.LogInAsync()).Dispose();

        Assert.Equal(HttpStatusCode.NotFound, (await ann.AskAsync("/api/calls/c-none/release", "POST")).Status);
        var (status, text) = await ann.AskAsync("/api/purge", "POST");
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("The login 'ann' has the role operate, and this takes admin", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_no_role_here_is_not_let_in()
    {
        await using var provider = await Provider.StartAsync();
        provider.Roles = ["everybody"];
        await using var app = await StartAsync(provider);
        using var ann = new Browser(app.Url);

        using var back = await ann.LogInAsync();

        Assert.Equal(HttpStatusCode.Forbidden, back.StatusCode);
        Assert.Contains("none of the roles", await back.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ann.AskAsync("/api/flows")).Status);
    }

    [Fact]
    public async Task A_token_that_the_provider_has_not_signed_opens_nothing()
    {
        await using var provider = await Provider.StartAsync();
        provider.Forges = true;
        await using var app = await StartAsync(provider);
        using var ann = new Browser(app.Url);

        using var back = await ann.LogInAsync();

        Assert.Equal(HttpStatusCode.Forbidden, back.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ann.AskAsync("/api/flows")).Status);
    }

    [Fact]
    public async Task A_login_that_this_browser_has_not_begun_does_not_come_to_its_end()
    {
        await using var provider = await Provider.StartAsync();
        await using var app = await StartAsync(provider);
        using var ann = new Browser(app.Url);
        using var mallory = new Browser(app.Url);
        using var toProvider = await mallory.GetAsync(new Uri(app.Url, "/console/login"));
        using var toConsole = await mallory.GetAsync(toProvider.Headers.Location!);

        // Mallory has Ann's browser end the login that he began: she would work under his name.
        using var back = await ann.GetAsync(toConsole.Headers.Location!);

        Assert.Equal(HttpStatusCode.Forbidden, back.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ann.AskAsync("/api/flows")).Status);
    }

    [Fact]
    public async Task A_foreign_page_cannot_use_a_login()
    {
        await using var provider = await Provider.StartAsync();
        await using var app = await StartAsync(provider);
        using var ann = new Browser(app.Url);
        (await ann.LogInAsync()).Dispose();

        Assert.Equal(HttpStatusCode.Unauthorized, (await ann.AskAsync("/api/purge", "POST", isOwnPage: false)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.AskAsync("/api/purge", "POST", headers: ("Sec-Fetch-Site", "cross-site"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.AskAsync("/api/purge", "POST", headers: ("Sec-Fetch-Site", "same-site"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.AskAsync("/api/purge", "POST", headers: ("Origin", "https://evil.example.com"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.AskAsync("/console/logout", "POST", isOwnPage: false)).Status);
        Assert.Equal(HttpStatusCode.OK, (await ann.AskAsync("/api/flows", headers: [("Origin", app.Url.GetLeftPart(UriPartial.Authority)), ("Sec-Fetch-Site", "same-origin")])).Status);
    }

    [Fact]
    public async Task Another_ingress_knows_the_login_and_logging_out_ends_it()
    {
        await using var provider = await Provider.StartAsync();
        await using var app = await StartAsync(provider);
        await using var other = await StartAsync(provider);
        await using var foreign = await StartAsync(provider, "CallGrains:CapabilityKey=" + Convert.ToBase64String([.. Enumerable.Repeat((byte)4, 32)]));
        using var ann = new Browser(app.Url);
        (await ann.LogInAsync()).Dispose();

        Assert.Equal(HttpStatusCode.OK, (await ann.AskAsync("/api/flows", at: other.Url)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ann.AskAsync("/api/flows", at: foreign.Url)).Status);

        Assert.Equal(HttpStatusCode.NoContent, (await ann.AskAsync("/console/logout", "POST")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ann.AskAsync("/api/flows")).Status);
    }

    [Fact]
    public async Task Keys_open_the_API_all_the_same_and_below_a_prefix_too()
    {
        await using var provider = await Provider.StartAsync();
        await using var app = await StartAsync(provider, "CallGrains:Operations:ApiKeys:0=0123456789abcdef", "CallGrains:PathPrefix=/voice");
        using var ann = new Browser(new Uri(app.Url, "/voice/"));
        Assert.Equal(HttpStatusCode.OK, (await ann.AskAsync("/voice/api/flows", headers: ("X-Api-Key", "0123456789abcdef"))).Status);
        using var toProvider = await ann.GetAsync(new Uri(app.Url, "/voice/console/login"));
        using var toConsole = await ann.GetAsync(toProvider.Headers.Location!);
        Assert.Equal("/voice/console/signed-in", toConsole.Headers.Location?.AbsolutePath);
        using var back = await ann.GetAsync(toConsole.Headers.Location!);
        Assert.Equal("/voice/console", back.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await ann.AskAsync("/voice/api/flows")).Status);
    }

    [Fact]
    public async Task The_address_of_the_console_may_be_another_one_outside()
    {
        await using var provider = await Provider.StartAsync();
        await using var app = await StartAsync(provider, $"{Section}ConsoleUrl=https://ops.example.com/console");
        using var ann = new Browser(app.Url);
        using var toProvider = await ann.GetAsync(new Uri(app.Url, "/console/login"));
        Assert.Contains("redirect_uri=https%3A%2F%2Fops.example.com%2Fconsole%2Fsigned-in", toProvider.Headers.Location!.Query, StringComparison.Ordinal);
        Assert.All(toProvider.Headers.GetValues("Set-Cookie"), c => Assert.Contains("secure", c, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Without_a_provider_there_is_no_login()
    {
        await using var app = await Application.StartAsync();
        using var ann = new Browser(app.Url);
        Assert.Equal("""{"login":false,"name":null,"role":null}""", (await ann.AskAsync("/console/who")).Text);
        Assert.Equal(HttpStatusCode.NotFound, (await ann.AskAsync("/console/login")).Status);
    }

    [Theory]
    [InlineData("Authority=http://login.example.com", "write an https address")]
    [InlineData("ClientId=", "ClientId is empty")]
    [InlineData("Roles:telephony-admins=Owner", "write one of Read, Operate, Admin")]
    [InlineData("SessionTime=00:00:01", "write 00:05:00 to 7.00:00:00")]
    public void Wrong_settings_refuse_the_start(string setting, string fault) =>
        Assert.Contains(fault, Assert.Throws<StartRefusedException>(() => Application.Build(["CallGrains:Journal=memory", .. Settings("https://login.example.com"), Section + setting])).Message, StringComparison.Ordinal);

    private static Task<Application> StartAsync(Provider provider, params string[] more) => Application.StartAsync([KeyOfUrls, .. Settings(provider.Url), .. more]);

    private static string[] Settings(string authority) =>
    [
        $"{Section}Authority={authority}", $"{Section}ClientId={Provider.Client}", $"{Section}ClientSecret={Provider.Secret}",
        $"{Section}Roles:telephony-admins=Admin", $"{Section}Roles:telephony-operators=Operate", $"{Section}Roles:telephony-readers=Read",
    ];
}
