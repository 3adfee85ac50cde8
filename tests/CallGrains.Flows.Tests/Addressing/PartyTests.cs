namespace CallGrains.Flows.Tests.Addressing;

/// <summary>Who can be called or texted back.</summary>
public sealed class PartyTests
{
    [Theory]
    [InlineData("+15550100", true, true)]
    [InlineData("+442071838750", true, true)]
    [InlineData("sip:ada@example.com", true, false)]
    [InlineData("sip:anonymous@anonymous.invalid", false, false)]
    [InlineData("68849", false, true)]
    [InlineData("123", false, true)]
    [InlineData("SUPPORT", false, false)]
    [InlineData("068849", false, false)]
    [InlineData("anonymous", false, false)]
    [InlineData("", false, false)]
    [InlineData(null, false, false)]
    [InlineData("+0123456789", false, false)]
    [InlineData("15557770999", false, false)]
    [InlineData("+1555", false, false)]
    [InlineData("+1555010012345678", false, false)]
    [InlineData("+1 5550100", false, false)]
    public void A_number_can_be_both_an_address_called_and_nobody_neither(string? party, bool called, bool texted) =>
        Assert.Equal((called, texted), (Party.CanBeCalled(party), Party.CanBeTexted(party)));
}
