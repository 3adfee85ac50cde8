using CallGrains.Bandwidth.Rest;

namespace CallGrains.Bandwidth.Tests;

public sealed class ErrorTests
{
    [Fact]
    public async Task An_error_gives_the_carriers_category_code_message_and_details()
    {
        var error = await ErrorOfAsync(FakeAnswer.Of(404, """
            {"category":"not-found","code":"call-not-found","message":"The call c-1 could not be found",
             "details":[{"name":"callId","value":"c-1"},{"name":"requestMethod","value":"POST"},{"name":"attempts","value":3},{"name":"none"},7]}
            """));

        Assert.Equal((404, "not-found", "call-not-found", "The call c-1 could not be found"), (error.Status, error.Category, error.Code, error.Message));
        Assert.Equal("c-1,POST,3,", string.Join(',', new[] { "callId", "requestMethod", "attempts", "none" }.Select(name => error.Details[name])));
    }

    [Theory]
    [InlineData("application/json", """{"category":"limit","code":"x"}""", "limit", "x", null)]
    [InlineData("application/json", """{"code":12,"message":null,"details":"no list"}""", null, "12", null)]
    [InlineData("application/json", "[1,2]", null, null, "no JSON error body, but '[1,2]'.")]
    [InlineData("application/json", "{\"code\":\"cut", null, null, "no JSON error body, but '{\"code\":\"cut'.")]
    [InlineData("text/html", "<html>\r\n<h1>Bad</h1></html>", null, null, "no JSON error body, but '<html> <h1>Bad</h1></html>'.")]
    [InlineData("text/plain", "", null, null, "no error body.")]
    public async Task Any_other_body_is_made_the_best_of(string type, string body, string? category, string? code, string? message)
    {
        var error = await ErrorOfAsync(FakeAnswer.OfType(400, type, body));

        Assert.Equal((category, code, message), (error.Category, error.Code, error.Message));
        Assert.Equal(400, error.Status);
    }

    [Fact]
    public async Task An_error_body_without_end_is_cut()
    {
        var error = await ErrorOfAsync(FakeAnswer.OfType(500, "text/plain", new string('x', 1_000_000)));

        Assert.Equal($"no JSON error body, but '{new string('x', 200)}'.", error.Message);
    }

    [Fact]
    public async Task An_error_body_that_is_cut_does_not_hide_the_status()
    {
        var whole = FakeAnswer.Error(403, "forbidden", "call-invalid-state").Text;

        var error = await ErrorOfAsync(new FakeAnswer(whole[..^10]) { Cut = true });

        Assert.Equal(403, error.Status);
    }

    [Fact]
    public async Task A_redirect_names_the_setting_to_look_at()
    {
        var error = await ErrorOfAsync(FakeAnswer.OfType(301, "text/html", "", ("Location", "https://elsewhere.example.com/v1")));

        Assert.Equal("no error body. It points to https://elsewhere.example.com/v1: is Bandwidth:BaseUrl right?", error.Message);
    }

    private static async Task<CarrierError> ErrorOfAsync(FakeAnswer answer)
    {
        await using var rig = new Rig(FakeCarrier.Start().Then(answer));
        return (await Assert.ThrowsAsync<CarrierException>(() => rig.Client.Calls.UpdateAsync("c-1", new UpdateCall()))).Error;
    }
}
