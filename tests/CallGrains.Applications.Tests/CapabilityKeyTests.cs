using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using CallGrains.Storage;
using CallGrains.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Applications.Tests;

/// <summary>Hosts that share a journal take each other's capability URLs.</summary>
public sealed class CapabilityKeyTests
{
    private static readonly FlowAddress Call = FlowAddress.Call("c-shared");

    [Fact]
    public async Task Two_hosts_on_one_PostgreSQL_journal_take_each_others_callbacks()
    {
        Assert.SkipWhen(PrivatePostgres.Obstacle is not null, PrivatePostgres.Obstacle ?? "");
        await using var postgres = await PrivatePostgres.StartAsync();
        string[] journal = [$"CallGrains:Journal={postgres.ConnectionString()}"];
        await using var one = await Application.StartAsync(journal);
        await using var other = await Application.StartAsync(journal);
        await AssertTakesAsync(one, other);
        await AssertTakesAsync(other, one);
    }

    [Fact]
    public async Task So_do_two_hosts_on_one_journal_in_memory()
    {
        var journal = new MemoryJournal();
        await using var one = await Application.StartAsync(services: s => s.AddSingleton<IJournal>(journal));
        await using var other = await Application.StartAsync(services: s => s.AddSingleton<IJournal>(journal));
        await AssertTakesAsync(one, other);
    }

    [Fact]
    public async Task So_do_two_hosts_on_one_SQLite_file()
    {
        var folder = Directory.CreateTempSubdirectory("callgrains-shared-");
        await using var one = await Application.StartAsync(folder: folder);
        await using var other = await Application.StartAsync(folder: folder);
        await AssertTakesAsync(one, other);
        Assert.False(File.Exists(Path.Combine(folder.FullName, "capability.key")));
    }

    [Fact]
    public async Task A_key_file_of_before_becomes_the_journals_key()
    {
        var (folder, key) = (Directory.CreateTempSubdirectory("callgrains-earlier-"), RandomNumberGenerator.GetBytes(32));
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "capability.key"), key, TestContext.Current.CancellationToken);
        await using var app = await Application.StartAsync(folder: folder);
        Assert.True(TokensOf(app).TryRead(new CapabilityTokens(key).Create(Call, 0), out _, out _));
        Assert.True(new CapabilityTokens(key).TryRead(TokensOf(app).Create(Call, 0), out _, out _));
    }

    [Fact]
    public async Task A_key_that_is_retired_verifies_and_signs_no_more()
    {
        var journal = new MemoryJournal();
        var key = RandomNumberGenerator.GetBytes(32);
        journal.ReadOrAdd(_ => key);
        await using var app = await Application.StartAsync([$"CallGrains:RetiredCapabilityKeys:0={Convert.ToBase64String(key)}"], s => s.AddSingleton<IJournal>(journal));
        Assert.True(TokensOf(app).TryRead(new CapabilityTokens(key).Create(Call, 0), out _, out _));
        Assert.False(new CapabilityTokens(key).TryRead(TokensOf(app).Create(Call, 0), out _, out _));
    }

    [Fact]
    public async Task A_key_that_is_set_is_the_key()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var journal = new MemoryJournal();
        await using var app = await Application.StartAsync([$"CallGrains:CapabilityKey={Convert.ToBase64String(key)}"], s => s.AddSingleton<IJournal>(journal));
        Assert.True(new CapabilityTokens(key).TryRead(TokensOf(app).Create(Call, 0), out _, out _));
        Assert.Empty(journal.ReadOrAdd(_ => null));
    }

    private static CapabilityTokens TokensOf(Application app) => app.Services.GetRequiredService<CapabilityTokens>();

    /// <summary>What one signs, the other takes; what nobody has signed, it does not.</summary>
    private static async Task AssertTakesAsync(Application signs, Application takes)
    {
        var token = TokensOf(signs).Create(Call, 0);
        var body = new { eventType = "answer", callId = Call.Id, from = "+15550123", to = "+15550100", time = "2026-11-30T12:00:00Z" };
        using var taken = await takes.Client.PostAsJsonAsync($"/callbacks/bandwidth/i/{token}", body, TestContext.Current.CancellationToken);
        using var foreign = await takes.Client.PostAsJsonAsync($"/callbacks/bandwidth/i/{new CapabilityTokens(new byte[32]).Create(Call, 0)}", body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
    }
}
