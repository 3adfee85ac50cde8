using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace CallGrains.Tool.Carriers;

/// <summary>
/// Sends callbacks as a carrier does: by POST or GET, with the address' user and password, signed where a key is given.
/// </summary>
/// <param name="key">The secret half of an Ed25519 key; null signs nothing.</param>
/// <param name="time">The clock that is signed.</param>
internal sealed class CallbackSender(byte[]? key, TimeProvider time) : IDisposable
{
    // What a carrier waits for an answer at most.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Sends one.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="text">One JSON object, or a query string.</param>
    /// <param name="isQuery">Whether it is a query string, for GET.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>What was answered.</returns>
    /// <exception cref="HttpRequestException">Nobody answers.</exception>
    public async Task<(int Status, string Body)> SendAsync(Uri url, string text, bool isQuery, CancellationToken stop)
    {
        using var request = isQuery
            ? new HttpRequestMessage(HttpMethod.Get, new UriBuilder(url) { UserName = "", Password = "", Query = url.Query.Length > 1 ? $"{url.Query[1..]}&{text}" : text }.Uri)
            : new HttpRequestMessage(HttpMethod.Post, new UriBuilder(url) { UserName = "", Password = "" }.Uri) { Content = new StringContent(text, Encoding.UTF8, "application/json") };
        if (url.UserInfo.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo))));
        }

        Sign(request, text);
        try
        {
            using var answer = await _http.SendAsync(request, stop);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(stop));
        }
        catch (TaskCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new HttpRequestException($"no answer within {_http.Timeout.TotalSeconds:0} s", e);
        }
    }

    /// <summary>
    /// Reads the secret key of a file; makes it, its owner's alone, where there is none, and says what a host must
    /// know.
    /// </summary>
    /// <exception cref="UsageException">The file holds no key.</exception>
    public static async Task<byte[]> KeyAsync(string file, TextWriter said)
    {
        if (!File.Exists(file))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            await using var made = new StreamWriter(file, Encoding.ASCII, options);
            await made.WriteLineAsync(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Ed25519.SecretKeySize)));
        }

        var secret = new byte[Ed25519.SecretKeySize + 1];
        if (!Convert.TryFromBase64String(File.ReadLines(file).FirstOrDefault()?.Trim() ?? "", secret, out var length) || length != Ed25519.SecretKeySize)
        {
            throw new UsageException($"--signing-key {file} is not the base64 of {Ed25519.SecretKeySize} bytes; name a file that is not there, and it is made.");
        }

        var open = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(secret, 0, open, 0);
        await said.WriteLineAsync($"Signed by the key whose other half is Telnyx:PublicKeys:1 = {Convert.ToBase64String(open)}");
        return secret[..length];
    }

    public void Dispose() => _http.Dispose();

    private void Sign(HttpRequestMessage request, string text)
    {
        if (key is null)
        {
            return;
        }

        var at = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = Encoding.UTF8.GetBytes($"{at}|{text}");
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(key, 0, signed, 0, signed.Length, signature, 0);
        request.Headers.Add("Telnyx-Signature-Ed25519", Convert.ToBase64String(signature));
        request.Headers.Add("Telnyx-Timestamp", at);
    }
}
