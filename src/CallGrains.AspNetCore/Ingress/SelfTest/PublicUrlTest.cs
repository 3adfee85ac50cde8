using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace CallGrains.AspNetCore.Ingress;

/// <summary>
/// Asks this installation a question by its public address, as the carrier would, and says what to fix when the answer
/// is not its own: name, connection, TLS, proxy, password, or the wrong host.
/// </summary>
/// <remarks>
/// Safe for use by many threads. It follows no redirect and uses no proxy of the environment, as the carrier does not
/// either.
/// </remarks>
public sealed class PublicUrlTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly SelfTestRegistry _book;

    internal PublicUrlTest(SelfTestRegistry book) => _book = book;

    /// <summary>Asks once; waits up to 10 s.</summary>
    /// <param name="publicUrl">The address given to the carrier; its userinfo is shown as HTTP basic.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when we answered; else what is wrong and what to do, for people.</returns>
    public async Task<string?> RunAsync(Uri publicUrl, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(publicUrl);
        var question = _book.Ask();
        try
        {
            return await AskAsync(publicUrl, question, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            return WhyNoAnswer(publicUrl, e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{publicUrl.Host}:{publicUrl.Port} did not answer within {Patience.TotalSeconds:0} s; let the firewall and the proxy pass requests to it through.";
        }
        finally
        {
            _book.Forget(question);
        }
    }

    private async Task<string?> AskAsync(Uri publicUrl, string question, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Patience };
        var path = $"{publicUrl.AbsolutePath.TrimEnd('/')}/callbacks/self-test/{question}";
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(publicUrl, path));
        request.Headers.Add(SelfTestRegistry.Header, question);
        if (publicUrl.UserInfo.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(publicUrl.UserInfo))));
        }

        using var answer = await client.SendAsync(request, cancellationToken);
        var text = answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(cancellationToken) : "";
        return _book.IsAnswer(question, text) ? null : WhyWrong(publicUrl, answer, _book.Forget(question)?.Replace(question, SelfTestRegistry.Ellipsis, StringComparison.Ordinal), _book.Path);
    }

    private static string WhyNoAnswer(Uri url, HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => $"DNS: the name {url.Host} does not resolve; add its A or AAAA record, or correct the address.",
        HttpRequestError.SecureConnectionError => $"TLS: {url.Host} was reached, but not safely ({(e.InnerException ?? e).Message}); install a certificate for {url.Host} with its whole chain, from an authority that the carrier trusts.",
        HttpRequestError.ConnectionError => $"Nothing listens at {url.Host}:{url.Port} ({e.Message}); start the proxy there, open the port, or correct the address.",
        _ => $"{url.Host}:{url.Port} speaks no HTTP we understand ({e.Message}); check scheme and port of the address.",
    };

    private static string WhyWrong(Uri url, HttpResponseMessage answer, string? seenAt, string expected)
    {
        var status = (int)answer.StatusCode;
        return (answer.StatusCode, seenAt) switch
        {
            (_, { } path) when path != expected =>
                $"Proxy: our request for {url.AbsolutePath.TrimEnd('/')}/callbacks/self-test/… came in as {path}; let the proxy pass what follows {url.AbsolutePath} on unchanged, so that it comes in as {expected}.",
            (HttpStatusCode.Unauthorized or HttpStatusCode.ProxyAuthenticationRequired or HttpStatusCode.Forbidden, _) =>
                $"Access: {url.Host} answers {status}; exempt {url.AbsolutePath.TrimEnd('/')}/callbacks/ from it (capability URLs are their own proof), or put user and password into the address: https://user:password@{url.Host}/.",
            (>= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest, _) =>
                $"Redirect: {url.Host} answers {status} to {answer.Headers.Location}; the carrier does not follow, so give the address that it leads to.",
            (HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout, _) =>
                $"Proxy: {url.Host} answers {status}; it cannot reach this host: correct the address it passes requests on to.",
            _ => $"Wrong host: {url.Host} answers {status}{By(answer)}, and that is not us (or another installation, with another key); correct DNS, the proxy's target, or the address.",
        };
    }

    private static string By(HttpResponseMessage answer) => answer.Headers.Server.Count > 0 ? $" (its server: {answer.Headers.Server})" : "";
}
