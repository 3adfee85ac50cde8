using CallGrains.Testing;

namespace CallGrains.Flows.Tests.Addressing;

/// <summary>Expiry, rotation, and what a token cannot be turned into.</summary>
public sealed class CapabilityTokenTests
{
    private static readonly byte[] Old = [.. Enumerable.Repeat((byte)1, 32)], New = [.. Enumerable.Repeat((byte)2, 32)];
    private static readonly FlowAddress Grain = FlowAddress.Call("o-1");
    private readonly VirtualTimeProvider _time = new();

    [Fact]
    public void A_token_expires_and_says_so()
    {
        var tokens = Tokens(New);
        var token = tokens.Create(Grain, 3);

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TokenCheck.Genuine, tokens.Read(token, out var address, out var leg));
        Assert.Equal((Grain, 3), (address, leg));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TokenCheck.Expired, tokens.Read(token, out _, out _));
        Assert.False(tokens.TryRead(token, out _, out _));
    }

    [Fact]
    public void The_newest_key_signs_and_all_verify_until_they_are_taken_away()
    {
        var before = Tokens(Old).Create(Grain, 0);
        var rotated = Tokens(New, Old);

        Assert.True(rotated.TryRead(before, out _, out _));
        Assert.True(Tokens(New).TryRead(rotated.Create(Grain, 0), out _, out _));
        Assert.False(Tokens(Old).TryRead(rotated.Create(Grain, 0), out _, out _));
        Assert.Equal(TokenCheck.Wrong, Tokens(New).Read(before, out _, out _));
    }

    [Fact]
    public void Every_changed_bit_makes_it_wrong()
    {
        var tokens = Tokens(New, Old);
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(tokens.Create(Grain, 3));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = (byte[])bytes.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(TokenCheck.Wrong, tokens.Read(System.Buffers.Text.Base64Url.EncodeToString(changed), out _, out _));
        }
    }

    [Fact]
    public void A_leg_is_recognised_whenever_and_with_whichever_key_its_URL_was_signed()
    {
        var then = Url(Tokens(Old).Create(Grain, 3));
        _time.Advance(TimeSpan.FromMinutes(5));
        var now = Url(Tokens(New, Old).Create(Grain, 3));

        Assert.NotEqual(then, now);
        Assert.True(CapabilityTokens.LeadToTheSame(then, now));
        Assert.False(CapabilityTokens.LeadToTheSame(then, Url(Tokens(New).Create(Grain, 4))));
        Assert.False(CapabilityTokens.LeadToTheSame(then, Url(Tokens(New).Create(FlowAddress.Call("o-2"), 3))));
        Assert.False(CapabilityTokens.LeadToTheSame(then, new Uri("https://elsewhere.example/hook")));
        Assert.False(CapabilityTokens.LeadToTheSame(then, null));
    }

    [Fact]
    public void A_flow_s_token_is_no_leg_s_and_the_reverse()
    {
        var tokens = Tokens(New);

        Assert.True(tokens.TryReadFlow(tokens.CreateForFlow("front-desk"), out var flow));
        Assert.Equal("front-desk", flow);
        Assert.False(tokens.TryRead(tokens.CreateForFlow("call/o-1"), out _, out _));
        Assert.False(tokens.TryReadFlow(tokens.Create(Grain, 0), out _));
        Assert.False(Tokens(Old).TryReadFlow(tokens.CreateForFlow("front-desk"), out _));
    }

    [Fact]
    public void A_short_key_or_none_or_no_time_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new CapabilityTokens([New, [1, 2]], null, _time));
        Assert.Throws<ArgumentException>(() => new CapabilityTokens([], null, _time));
        Assert.Throws<ArgumentException>(() => new CapabilityTokens([New], TimeSpan.Zero, _time));
    }

    private CapabilityTokens Tokens(params byte[][] keys) => new(keys, TimeSpan.FromHours(1), _time);

    private static Uri Url(string token) => new($"https://calls.example.com/callbacks/bandwidth/i/{token}");
}
