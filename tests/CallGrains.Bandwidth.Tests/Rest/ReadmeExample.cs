using CallGrains.Bandwidth.Rest;

namespace CallGrains.Bandwidth.Tests;

/// <summary>The README's code, which <see cref="ReadmeTests"/> compares and runs.</summary>
internal static class ReadmeExample
{
    public static async Task RunAsync(Uri carrier, Uri callbacks, string user, string token, string secret)
    {
        // <readme>
        using var client = new BandwidthClient(new BandwidthOptions { UserId = user, Token = token, Secret = secret, BaseUrl = carrier });

        var call = await client.Calls.CreateAsync(new CreateCall { From = "+15550100", To = "+15550199", CallbackUrl = callbacks });

        await foreach (var message in client.Messages.ListAsync(new MessageQuery { Direction = "in" }))
        {
            Console.WriteLine($"{message.From}: {message.Text}");
        }

        try
        {
            await client.Calls.PlayAudioAsync(call, new AudioRequest { Sentence = "Hello." });
        }
        catch (CarrierException e) when (e.RetryAfter is { } wait)
        {
            Console.WriteLine($"{e.Error.Category} {e.Error.Code}: again in {wait.TotalSeconds} s.");
        }

        // </readme>
    }
}
