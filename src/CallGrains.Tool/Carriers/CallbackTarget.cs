using System.CommandLine;

namespace CallGrains.Tool.Carriers;

/// <summary>The options that say where callbacks go, and how they are signed.</summary>
internal sealed class CallbackTarget
{
    private readonly Option<Uri?> _url = Options.Address("--url", "Where it goes. [default: /callbacks/CARRIER of --host]");
    private readonly Option<string?> _key = new("--signing-key") { Description = "A file with the secret key that signs for Telnyx (base64 of 32 bytes); made when missing. The host knows its other half as Telnyx:PublicKeys. [default: unsigned]" };

    public IEnumerable<Symbol> Symbols => [_url, _key];

    public Uri UrlOf(ApiCall call, string carrier) => call.Parsed.GetValue(_url) ?? new Uri(call.Api.Host, $"/callbacks/{carrier}");

    public async Task<CallbackSender> SenderAsync(ApiCall call) =>
        new(call.Parsed.GetValue(_key) is { } file ? await CallbackSender.KeyAsync(file, call.World.Error) : null, call.World.Time);

    /// <summary>Says what was answered; the exit code.</summary>
    public static async Task<int> TellAsync(ApiCall call, bool json, string what, Uri url, (int Status, string Body) answer)
    {
        var shown = url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        await (json ? call.PrintAsync(new { sent = what, url = shown, status = answer.Status, body = answer.Body }) : call.SayAsync($"{what} -> {shown}: {answer.Status}{(answer.Status < 300 ? "" : " " + answer.Body)}"));
        return answer.Status < 300 ? ToolCommand.Done : ToolCommand.Failed;
    }
}
