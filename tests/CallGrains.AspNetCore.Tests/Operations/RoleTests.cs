using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallGrains.AspNetCore.Http.Tests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Operations.Tests;

/// <summary>What a key opens, and how keys are replaced.</summary>
public sealed class RoleTests
{
    private const string Reader = "reader-key-of-24-letters", Operator = "operator-key-of-24-chars", Admin = "admin-key-of-24-letters-", Clear = "clear-key-of-24-letters-";

    /// <summary>The least role of each route; a new one is to be added here.</summary>
    private static readonly Dictionary<string, ApiRole> Least = new()
    {
        ["get /api/calls"] = ApiRole.Read,
        ["get /api/calls/{id}"] = ApiRole.Read,
        ["get /api/calls/{id}/journal"] = ApiRole.Read,
        ["get /api/conferences"] = ApiRole.Read,
        ["get /api/conferences/{id}"] = ApiRole.Read,
        ["get /api/conferences/{id}/journal"] = ApiRole.Read,
        ["get /api/carriers"] = ApiRole.Read,
        ["get /api/events/dead"] = ApiRole.Read,
        ["get /api/events/receivers"] = ApiRole.Read,
        ["get /api/figures"] = ApiRole.Read,
        ["get /api/flows"] = ApiRole.Read,
        ["get /api/live/calls"] = ApiRole.Read,
        ["get /api/live/calls/{id}"] = ApiRole.Read,
        ["get /api/live/conferences"] = ApiRole.Read,
        ["get /api/live/conferences/{id}"] = ApiRole.Read,
        ["get /api/live/threads"] = ApiRole.Read,
        ["get /api/live/threads/{id}"] = ApiRole.Read,
        ["get /api/threads"] = ApiRole.Read,
        ["get /api/threads/{id}"] = ApiRole.Read,
        ["get /api/threads/{id}/journal"] = ApiRole.Read,
        ["post /api/calls"] = ApiRole.Operate,
        ["post /api/calls/{id}/commands/{operation}/retry"] = ApiRole.Operate,
        ["post /api/calls/{id}/hangup"] = ApiRole.Operate,
        ["post /api/calls/{id}/redirect"] = ApiRole.Operate,
        ["post /api/calls/{id}/release"] = ApiRole.Operate,
        ["post /api/calls/{id}/signals/{name}"] = ApiRole.Operate,
        ["post /api/calls/{id}/speak"] = ApiRole.Operate,
        ["post /api/calls/{id}/terminate"] = ApiRole.Operate,
        ["post /api/conferences/{id}/hangup"] = ApiRole.Operate,
        ["post /api/conferences/{id}/release"] = ApiRole.Operate,
        ["post /api/conferences/{id}/signals/{name}"] = ApiRole.Operate,
        ["post /api/conferences/{id}/terminate"] = ApiRole.Operate,
        ["post /api/events/dead/redeliver"] = ApiRole.Operate,
        ["post /api/threads"] = ApiRole.Operate,
        ["post /api/threads/{id}/commands/{operation}/retry"] = ApiRole.Operate,
        ["post /api/threads/{id}/release"] = ApiRole.Operate,
        ["post /api/threads/{id}/signals/{name}"] = ApiRole.Operate,
        ["post /api/threads/{id}/terminate"] = ApiRole.Operate,
        ["post /api/threads/{id}/texts"] = ApiRole.Operate,
        ["get /api/persons/{number}"] = ApiRole.Admin,
        ["post /api/persons/{number}/erase"] = ApiRole.Admin,
        ["post /api/purge"] = ApiRole.Admin,
    };

    [Fact]
    public async Task Each_route_opens_to_its_least_role_and_those_above_it()
    {
        await using var host = await StartAsync();
        var document = JsonDocument.Parse(await host.Client.GetStringAsync("/openapi/callgrains.json", TestContext.Current.CancellationToken)).RootElement;
        var routes = document.GetProperty("paths").EnumerateObject()
            .Where(p => p.Name.StartsWith("/api/", StringComparison.Ordinal))
            .SelectMany(p => p.Value.EnumerateObject().Select(o => (Route: $"{o.Name} {p.Name}", Told: o.Value.GetProperty("description").GetString()!)))
            .ToList();

        Assert.Equal(Least.Keys.Order(StringComparer.Ordinal), routes.Select(r => r.Route).Order(StringComparer.Ordinal));
        foreach (var (route, told) in routes)
        {
            Assert.EndsWith($"Role: {Least[route].ToString().ToLowerInvariant()}.", told, StringComparison.Ordinal);
            foreach (var (key, role) in new[] { (Reader, ApiRole.Read), (Operator, ApiRole.Operate), (Admin, ApiRole.Admin), (Clear, ApiRole.Admin) })
            {
                using var answer = await host.Client.SendAsync(Request(route, key), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
                Assert.True((answer.StatusCode == HttpStatusCode.Forbidden) == role < Least[route], $"{route} with {role}: {answer.StatusCode}");
            }
        }

    }

    [Fact]
    public async Task A_role_that_is_too_small_is_told_and_nothing_is_done()
    {
        await using var host = await StartAsync();
        using var answer = await host.Client.SendAsync(Request("post /api/calls/{id}/hangup", Reader), TestContext.Current.CancellationToken);
        var problem = await answer.ProblemAsync(HttpStatusCode.Forbidden);
        Assert.Equal("The key 'reader' has the role read, and this takes operate; send a key of that role.", problem.GetProperty("detail").GetString());
        Assert.Empty(host.Router.Sent);
    }

    [Fact]
    public async Task A_hashed_key_is_named_in_what_is_done_with_it()
    {
        await using var host = await StartAsync();
        (await host.Client.SendAsync(Request("post /api/calls/{id}/hangup", Operator), TestContext.Current.CancellationToken)).Dispose();
        Assert.Equal("key operator from 127.0.0.1", Assert.Single(host.Router.Sent).Message.By);
    }

    [Fact]
    public async Task Keys_are_replaced_without_a_restart_and_wrong_settings_replace_none()
    {
        await using var host = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, Reader));

        host.Set("CallGrains:Operations:HashedKeys:reader:Sha256", Hash("another-key-of-24-letters"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, Reader));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, "another-key-of-24-letters"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, Admin));

        host.Set("CallGrains:Operations:HashedKeys:reader:Sha256", "nonsense");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, "another-key-of-24-letters"));
        Assert.Contains(host.Log.Lines, l => l.Level == LogLevel.Error && l.Text.Contains("the keys of before hold on", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Log.Lines, l => l.Text.Contains("another-key", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("reader", "abc", "CallGrains:Operations:HashedKeys:reader:Sha256 has 3 characters and is not the SHA-256 of a key")]
    [InlineData("a reader", null, "CallGrains:Operations:HashedKeys has a key with a name of 8 characters")]
    public async Task A_hash_that_is_none_is_refused(string name, string? hash, string fault)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => OperationsHost.StartAsync("Production", settings: new() { [$"CallGrains:Operations:HashedKeys:{name}:Sha256"] = hash ?? Hash(Reader) }));
        Assert.Contains(refused.Failures, f => f.StartsWith(fault, StringComparison.Ordinal));
    }

    private static Task<OperationsHost> StartAsync() => OperationsHost.StartAsync("Production", [Clear], settings: new()
    {
        ["CallGrains:Operations:HashedKeys:reader:Sha256"] = Hash(Reader),
        ["CallGrains:Operations:HashedKeys:operator:Sha256"] = Hash(Operator),
        ["CallGrains:Operations:HashedKeys:operator:Role"] = "operate",
        ["CallGrains:Operations:HashedKeys:admin:Sha256"] = Hash(Admin),
        ["CallGrains:Operations:HashedKeys:admin:Role"] = "Admin",
    });

    private static HttpRequestMessage Request(string route, string key)
    {
        var (method, path) = (route.Split(' ')[0], route.Split(' ')[1].Replace("{id}", "c-1", StringComparison.Ordinal).Replace("{name}", "paid", StringComparison.Ordinal).Replace("{operation}", "3", StringComparison.Ordinal));
        return new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "X-Api-Key", key } } };
    }

    private static async Task<HttpStatusCode> StatusAsync(OperationsHost host, string key)
    {
        using var answer = await host.Client.SendAsync(Request("get /api/calls", key));
        return answer.StatusCode;
    }

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)));
}
