using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CallGrains.Telnyx.Tests;

/// <summary>Which webhooks are taken for Telnyx's own.</summary>
public sealed class SignatureTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{\"data\":{\"event_type\":\"call.cost\",\"payload\":{}}}");
    private static readonly Signer Old = new(1), New = new(2), Stranger = new(3);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    private long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public void A_genuine_one_is_taken() => Assert.Null(Verify(Old.Request(Now, Body), Old));

    /// <summary>Signed by OpenSSL (Node's crypto module), with the secret key 01 01 … 01.</summary>
    [Fact]
    public void One_that_another_library_signed_is_taken()
    {
        Assert.Equal("iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w=", Old.PublicKey);
        Assert.Null(Verify(new SignedRequest(Body, "1800000000", "WfdTxHDvlCt8JuHnHqcA5ZT2FYvRz0lIRmtW+n/eT7/Uq/a3bWa7mhwYNPE47koD7sQprOsK/QJK/L+DUwh9Bw=="), Old));
    }

    [Fact]
    public void One_of_a_stranger_is_not() => Assert.Contains("none of the public keys", Verify(Stranger.Request(Now, Body), Old, New), StringComparison.Ordinal);

    [Fact]
    public void While_a_key_is_changed_both_are_taken()
    {
        Assert.Null(Verify(Old.Request(Now, Body), New, Old));
        Assert.Null(Verify(New.Request(Now, Body), New, Old));
        Assert.NotNull(Verify(Old.Request(Now, Body), New));
    }

    [Fact]
    public void The_body_and_the_time_are_signed()
    {
        var signature = Old.Sign(Now, Body);
        Assert.NotNull(Verify(new SignedRequest([.. Body, (byte)' '], $"{Now}", signature), Old));
        Assert.NotNull(Verify(new SignedRequest(Body, $"{Now + 1}", signature), Old));
    }

    [Theory]
    [InlineData(-300, null)]
    [InlineData(300, null)]
    [InlineData(-301, "301 s behind this machine's clock")]
    [InlineData(301, "301 s ahead of this machine's clock")]
    [InlineData(-86400, "86400 s behind")]
    public void A_clock_that_is_off_is_said_in_words(int seconds, string? says)
    {
        var fault = Verify(Old.Request(Now + seconds, Body), Old);
        Assert.True(says is null ? fault is null : fault?.Contains(says, StringComparison.Ordinal) == true && fault.Contains("300 s are allowed", StringComparison.Ordinal), fault);
    }

    [Theory]
    [InlineData(null, "AA==")]
    [InlineData("1800000000", null)]
    [InlineData("soon", "AA==")]
    [InlineData("-1", "AA==")]
    [InlineData("99999999999999", "AA==")]
    [InlineData("1800000000", "AA==")]
    [InlineData("1800000000", "not base64!")]
    [InlineData("1800000000", "")]
    public void What_is_not_signed_at_all_is_refused(string? at, string? signature) => Assert.NotEmpty(Verify(new SignedRequest(Body, at, signature), Old)!);

    [Fact]
    public void A_get_is_refused() => Assert.NotNull(Protocol(Old).Verify(new CallbackRequest(CallbackForm.Query, Body)));

    private string? Verify(SignedRequest request, params Signer[] keys) => Protocol(keys).Verify(request);

    private TelnyxCallbacks Protocol(params Signer[] keys) => new(Options.Create(TelnyxBench.Settings(keys)), _time);
}
