using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace CallGrains.Applications.Tests;

/// <summary>A host that is told to stop says so before it stops.</summary>
public sealed class DrainTests
{
    private const string Answer = """{"eventType":"answer","callId":"c-drained","from":"+15550111","to":"+15550100"}""";

    [Fact]
    public async Task Readiness_goes_first_and_callbacks_are_taken_until_the_time_is_over()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await Application.StartAsync(["CallGrains:DrainTime=00:00:20", "CallGrains:Journal=memory"], s => s.Add(new(typeof(TimeProvider), time)));
        using var client = app.Client;
        await UntilAsync(async () => await ReadyAsync(client) == HttpStatusCode.OK);

        var stopping = app.StopAsync();
        await UntilAsync(async () => await ReadyAsync(client) == HttpStatusCode.ServiceUnavailable);
        try
        {
            for (var n = 0; n < 20; n++)
            {
                using var taken = await client.PostAsync("/callbacks/bandwidth", new StringContent(Answer, Encoding.UTF8, "application/json"));
                Assert.True(taken.StatusCode == HttpStatusCode.OK, await taken.Content.ReadAsStringAsync());
                Assert.False(stopping.IsCompleted);
            }
        }
        finally
        {
            time.Advance(TimeSpan.FromSeconds(20));
        }

        await stopping.WaitAsync(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetAsync("/readyz"));
    }

    [Theory]
    [InlineData("CallGrains:DrainTime=-00:00:01", "CallGrains:DrainTime is -00:00:01")]
    [InlineData("CallGrains:DrainTime=01:00:00", "CallGrains:DrainTime is 01:00:00")]
    [InlineData("CallGrains:JournalCheckLimit=02:00:00", "CallGrains:JournalCheckLimit is 02:00:00")]
    public void Times_out_of_range_are_refused(string setting, string fault)
    {
        var refusal = Assert.Throws<AspNetCore.Hosting.StartRefusedException>(() => Application.Build([setting, "CallGrains:Journal=memory"]));
        Assert.Contains(fault, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, refusal.ExitCode);
    }

    private static async Task<HttpStatusCode> ReadyAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/readyz");
        return answer.StatusCode;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Yield();
        }
    }
}
