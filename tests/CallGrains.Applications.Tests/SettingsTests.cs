using CallGrains.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;

namespace CallGrains.Applications.Tests;

/// <summary>Settings that are wrong are told at start, all at once.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("CallGrains:Port", "abc", "CallGrains:Port is 'abc'; write a whole number.")]
    [InlineData("CallGrains:Prot", "80", "CallGrains:Prot is no setting; did you mean CallGrains:Port?")]
    [InlineData("CallGrains:Grians:SweepInterval", "00:00:05", "CallGrains:Grians is no setting; did you mean CallGrains:Grains?")]
    [InlineData("CallGrains:Ingress:SigendOnly", "true", "CallGrains:Ingress:SigendOnly is no setting; did you mean CallGrains:Ingress:SignedOnly?")]
    [InlineData("CallGrains:Ingress:SignedOnly", "yes", "CallGrains:Ingress:SignedOnly is 'yes'; write true or false.")]
    [InlineData("CallGrains:Grains:IdleTimeout", "soon", "CallGrains:Grains:IdleTimeout is 'soon'; write a time such as 00:00:30 (seconds) or 7.00:00:00 (days).")]
    [InlineData("CallGrains:Cluster:Siloport", "x", "CallGrains:Cluster:Siloport is 'x'; write a whole number.")]
    [InlineData("CallGrains:Ingress:Carriers:bandwidth:Usr", "me", "CallGrains:Ingress:Carriers:bandwidth:Usr is no setting; did you mean CallGrains:Ingress:Carriers:bandwidth:User?")]
    [InlineData("CallGrains:Port:Number", "80", "CallGrains:Port:Number is no setting: CallGrains:Port is one value.")]
    [InlineData("Bandwidth:Limits:Calls:Cuont", "3", "Bandwidth:Limits:Calls:Cuont is no setting; did you mean Bandwidth:Limits:Calls:Count?")]
    [InlineData("CallGrains:Xyzzy", "1", "CallGrains:Xyzzy is no setting; in CallGrains there are: ")]
    public void A_wrong_setting_is_told_with_what_to_write(string key, string value, string said) =>
        Assert.StartsWith(said, Assert.Single(SettingsCheck.Run(Of((key, value)))), StringComparison.Ordinal);

    [Theory]
    [InlineData("CallGrains:Flows:Numbers:+15550100", "front-desk")]
    [InlineData("CallGrains:Flows:Keywords:Stop:0", "HALT")]
    [InlineData("CallGrains:Cluster:Membership:NumProbedSilos", "3")]
    [InlineData("CallGrains:Operations:ApiKeys:0", "secret")]
    [InlineData("CallGrains:RetiredCapabilityKeys:0", "AAAA")]
    [InlineData("callgrains:port", "9000")]
    [InlineData("Bandwidth:Limits:Calls:Count", "100")]
    [InlineData("Elsewhere:Key", "anything")]
    public void A_right_setting_is_not(string key, string value) => Assert.Empty(SettingsCheck.Run(Of((key, value))));

    [Fact]
    public void All_faults_of_all_parts_come_at_once_and_in_words()
    {
        var refusal = Assert.Throws<StartRefusedException>(() => Application.Build(
        [
            "CallGrains:Port=abc", "CallGrains:Jornal=memory", "CallGrains:PublicUrl=ftp://x", "CallGrains:Ingress:MaxCallbackBytes=1", "CallGrains:Operations:ApiKeys:0=short",
            "CallGrains:Grains:MaxWaiting=0", "CallGrains:Flows:Numbers:+15550100=nobody", "Bandwidth:Timeout=00:00:00",
        ]));
        string[] told =
        [
            "CallGrains:Port is 'abc'", "did you mean CallGrains:Journal?", "CallGrains:PublicUrl is 'ftp://x/'", "CallGrains:Ingress:MaxCallbackBytes is 1", "CallGrains:Operations:ApiKeys:0 has 5",
            "CallGrains:Grains:MaxWaiting is 0", "'nobody', which is not registered", "Bandwidth:Timeout",
        ];
        Assert.All(told, fault => Assert.Contains(fault, refusal.Message, StringComparison.Ordinal));
        Assert.Equal(told.Length + 1, refusal.Message.Split('\n').Length);
        Assert.Equal(refusal.Message, refusal.ToString());
    }

    private static IConfiguration Of(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
}
