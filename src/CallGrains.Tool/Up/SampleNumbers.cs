using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace CallGrains.Tool.Up;

/// <summary>Says at the numbers of the sample flows what to do there; the phone shows it below the number.</summary>
internal static class SampleNumbers
{
    private static readonly (string Number, string Name)[] All =
    [
        ("5550100", "The front desk: 1 is sales (agent +15550198), 2 is support (+15550199), silence is the voicemail. Agents answer by themselves; make their phones manual to be one."),
        ("5550101", "A survey: three questions, each answered by a key from 1 to 5; silence skips one."),
        ("5550102", "A conference: PIN 1234 for guests, 9999 for the moderator, then #. The room opens with its moderator."),
        ("5550103", "The voicemail: say something after the tone, then press #. The agent +15550199 gets a text."),
        ("5550104", "A reminder: hang up, and it calls you back; 1 confirms, 2 cancels."),
        ("5550105", "An automatic reply: text it; STOP ends it, START begins it again."),
    ];

    /// <summary>The numbers.</summary>
    public static IEnumerable<string> Numbers => All.Select(n => "+1" + n.Number);

    /// <summary>At a simulated Bandwidth. What it refuses stays without words: they are for convenience.</summary>
    /// <exception cref="HttpRequestException">The simulator does not answer.</exception>
    public static async Task NameAsync(Uri simulator, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = simulator };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes("t-simulator:s-simulator")));
        foreach (var (number, name) in All)
        {
            using var answer = await http.PostAsJsonAsync($"/v1/users/u-simulator/phoneNumbers/%2B1{number}", new { name }, stop);
        }
    }
}
