using System.Net;
using System.Text.RegularExpressions;

namespace CallGrains.AspNetCore.Operations.Tests;

/// <summary>The files of the console.</summary>
public sealed partial class ConsoleTests
{
    [Fact]
    public async Task The_page_and_all_that_it_names_are_served_without_a_key_and_may_load_nothing_else()
    {
        await using var host = await OperationsHost.StartAsync(keys: ["0123456789abcdef"]);
        using var page = await host.Client.GetAsync("/console");

        Assert.Equal(("text/html", true), (page.Content.Headers.ContentType?.MediaType, page.Headers.GetValues("Content-Security-Policy").Single().StartsWith("default-src 'none'; script-src 'self';", StringComparison.Ordinal)));
        var seen = new HashSet<string>();
        await FollowAsync(host.Client, await page.Content.ReadAsStringAsync(), seen);
        Assert.Contains("ladder.js", seen);
        Assert.Contains("tokens.css", seen);
        Assert.True(seen.Count > 20, string.Join(' ', seen));
    }

    [Theory]
    [InlineData("/console/", HttpStatusCode.Found)]
    [InlineData("/console/none.js", HttpStatusCode.NotFound)]
    [InlineData("/console/..%2Flogging.json", HttpStatusCode.NotFound)]
    public async Task Other_names_lead_nowhere(string path, HttpStatusCode status)
    {
        await using var host = await OperationsHost.StartAsync();
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };

        using var response = await client.GetAsync(path);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.Found ? "../console" : null, response.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("/console", "Cross-Origin-Opener-Policy", "same-origin")]
    [InlineData("/console", "Cross-Origin-Resource-Policy", "same-origin")]
    [InlineData("/console", "Referrer-Policy", "no-referrer")]
    [InlineData("/console/app.js", "X-Content-Type-Options", "nosniff")]
    [InlineData("/api/calls", "X-Content-Type-Options", "nosniff")]
    [InlineData("/api/calls", "Cache-Control", "no-store")]
    [InlineData("/api/calls/c-none", "Cache-Control", "no-store")]
    public async Task Browsers_are_told_what_not_to_do(string path, string header, string value)
    {
        await using var host = await OperationsHost.StartAsync();
        using var response = await host.Client.GetAsync(path);
        Assert.Equal(value, Assert.Single(response.Headers.GetValues(header)));
    }

    [Fact]
    public async Task No_foreign_page_may_hold_the_console_in_a_frame_or_send_a_form_from_it()
    {
        await using var host = await OperationsHost.StartAsync();
        using var response = await host.Client.GetAsync("/console");
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("form-action 'none'", policy, StringComparison.Ordinal);
    }

    private static async Task FollowAsync(HttpClient client, string text, HashSet<string> seen)
    {
        foreach (Match match in Named().Matches(text))
        {
            var name = match.Groups[1].Value;
            if (seen.Add(name))
            {
                await FollowAsync(client, await client.GetStringAsync($"/console/{name}"), seen);
            }
        }
    }

    [GeneratedRegex("""(?:from '\./|(?:src|href)="console/)([\w.-]+)['"]""")]
    private static partial Regex Named();
}
