using CallGrains.Tool.Documents;
using CallGrains.Tool.Provisioning;
using CallGrains.Tool.Tests.Support;

namespace CallGrains.Tool.Tests.Provisioning;

public sealed class ProvisionFileTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly Dictionary<string, string> _environment = new() { ["DESK_PASSWORD"] = "p@ss/w:rd" };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_setting_reaches_the_plan()
    {
        _folder.Write("texts-password", "s3cret\n");
        var plans = Read("""
            {
              "$schema": "provision.schema.json",
              "applications": [
                {
                  "name": "desk",
                  "incomingCallUrl": "https://calls.example.com/desk?x=1",
                  "incomingCallUrlCallbackTimeout": 2500,
                  "incomingCallFallbackUrl": "https://spare.example.com/desk",
                  "auth": { "user": "carrier", "passwordVariable": "DESK_PASSWORD" },
                  "callbackHttpMethod": "GET",
                  "autoAnswer": true,
                  "numbers": ["+15550100", "+15550101"]
                },
                {
                  "name": "texts",
                  "incomingMessageUrl": "http://127.0.0.1:8080/texts",
                  "incomingMessageUrlCallbackTimeout": 1000,
                  "incomingMessageFallbackUrl": "http://127.0.0.1:8081/texts",
                  "auth": { "user": "me", "passwordFile": "texts-password" }
                }
              ]
            }
            """);

        Assert.Equal(["desk", "texts"], plans.Select(plan => plan.Name));
        Assert.Equal("https://carrier:p%40ss%2Fw%3Ard@calls.example.com/desk?x=1", plans[0].IncomingCallUrl?.AbsoluteUri);
        Assert.Equal("https://carrier:p%40ss%2Fw%3Ard@spare.example.com/desk", plans[0].IncomingCallFallbackUrl?.AbsoluteUri);
        Assert.Equal((TimeSpan.FromSeconds(2.5), "GET", true), (plans[0].IncomingCallTimeout, plans[0].CallbackHttpMethod, plans[0].AutoAnswer));
        Assert.Equal(["+15550100", "+15550101"], plans[0].Numbers);
        Assert.Equal(("http://me:s3cret@127.0.0.1:8080/texts", "http://me:s3cret@127.0.0.1:8081/texts"), (plans[1].IncomingMessageUrl?.AbsoluteUri, plans[1].IncomingMessageFallbackUrl?.AbsoluteUri));
        Assert.Equal((TimeSpan.FromSeconds(1), "POST", false), (plans[1].IncomingMessageTimeout, plans[1].CallbackHttpMethod, plans[1].AutoAnswer));
        Assert.Empty(plans[1].Numbers);
    }

    [Fact]
    public void The_sample_is_right() => Assert.Equal(
        ["front-desk", "survey"],
        ProvisionFile.Read(Path.Combine(TestSupport.Programs.Program.Root, "deploy", "provisioning", "sample.json"), _ => "secret").Select(plan => plan.Name));

    [Fact]
    public void What_no_schema_can_say_has_its_line_too() => Assert.Equal(
        """
        FILE:3:5: applications[0] has no URL; add 'incomingCallUrl', 'incomingMessageUrl' or both.
        FILE:5:15: applications[1].name is 'a' as in line 3: two applications have this name; give each its own.
        FILE:6:56: applications[1].auth.passwordVariable: the environment variable 'NOT_SET' is missing or empty; put the password there.
        FILE:6:163: applications[1].numbers[1] is '+15550100' as in line 3: this number is in two places; a number rings at one application.
        """,
        Faults("""
            {
              "applications": [
                { "name": "a", "numbers": ["+15550100"] },
                {
                  "name": "a",
                  "auth": { "user": "carrier", "passwordVariable": "NOT_SET" }, "incomingCallUrl": "https://calls.example.com", "autoAnswer": false, "numbers": ["+15550102", "+15550100"]
                }
              ]
            }
            """));

    [Theory]
    [InlineData("\"incomingCallUrl\": \"calls.example.com\"", "applications[0].incomingCallUrl is 'calls.example.com'; write an absolute http or https URL without user and password (they go to 'auth').")]
    [InlineData("\"incomingCallUrl\": \"https://me:hunter2@calls.example.com\"", "applications[0].incomingCallUrl is 'https://***@calls.example.com'; write an absolute http or https URL without user and password (they go to 'auth').")]
    [InlineData("\"incomingCallUrl\": \"https://calls.example.com:99999/\"", "applications[0].incomingCallUrl is 'https://calls.example.com:99999/', which is no URL; write one such as https://calls.example.com/callbacks.")]
    [InlineData("\"incomingMessageFallbackUrl\": \"https://a.example.com\", \"incomingCallUrl\": \"https://b.example.com\"", "applications[0] has 'incomingMessageFallbackUrl' without 'incomingMessageUrl'; add 'incomingMessageUrl' or leave 'incomingMessageFallbackUrl' out.")]
    [InlineData("\"incomingCallUrl\": \"https://b.example.com\", \"numbers\": [\"555\"]", "applications[0].numbers[0] is '555'; write a number with country code, such as \"+19195551212\".")]
    [InlineData("\"incomingCallUrl\": \"https://b.example.com\", \"auth\": { \"user\": \"a\", \"password\": \"hunter2\" }", "applications[0].auth has 'password', which means nothing here; it knows user, passwordVariable, passwordFile.")]
    [InlineData("\"incomingCallUrl\": \"https://b.example.com\", \"auth\": { \"user\": \"a\", \"passwordFile\": \"nowhere\" }", "applications[0].auth.passwordFile: the file 'nowhere' is missing or empty; put the password there.")]
    public void A_fault_teaches_and_keeps_secrets(string members, string fault)
    {
        var faults = Faults($$"""{ "applications": [ { "name": "a", {{members}} } ] }""");

        Assert.Contains(fault, faults, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", faults, StringComparison.Ordinal);
    }

    private IReadOnlyList<CallGrains.Bandwidth.Provisioning.ApplicationPlan> Read(string json) =>
        ProvisionFile.Read(_folder.Write("provision.json", json), name => _environment.GetValueOrDefault(name));

    private string Faults(string json) =>
        Assert.Throws<DocumentException>(() => Read(json)).Message.Replace(Path.Combine(_folder.Path, "provision.json"), "FILE", StringComparison.Ordinal);
}
