using CallGrains.Bandwidth.Rest;

namespace CallGrains.Bandwidth.Tests;

/// <summary>What each reading method asks, and what it makes of a documented answer.</summary>
public sealed class MethodReadingTests : IAsyncDisposable
{
    private readonly Rig _rig = new();

    private BandwidthClient Client => _rig.Client;

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Conferences_and_members()
    {
        Answer(
            """{"id":"conf-1","state":"active","from":"+15550100","createdTime":"2013-07-12T15:22:47-02","activeMembers":"2","mute":true,"hold":"false","profile":"interpret_digits","callbackTimeout":1500,"tag":"t"}""",
            """{"id":"member-1","state":"completed","addedTime":"2013-07-12T15:54:47-02","removedTime":"2013-07-12T15:55:12-02","hold":false,"mute":true,"joinTone":true,"leavingTone":false,"call":"https://localhost:8444/v1/users/u-1/calls/c-1"}""",
            """[{"id":"member-1"},{"id":"member-2"}]""");

        var conference = await Client.Conferences.GetAsync("conf-1");
        var member = await Client.ConferenceMembers.GetAsync("conf-1", "member-1");
        var members = await Client.ConferenceMembers.ListAsync("conf-1").Select(each => (each.Id, each.CallId)).ToListAsync();

        Assert.Equal(("conf-1", "active", 2, true, false, "t"), (conference.Id, conference.State, conference.ActiveMembers, conference.Mute, conference.Hold, conference.Tag));
        Assert.Equal((17, TimeSpan.FromSeconds(1.5)), (conference.CreatedTime?.ToUniversalTime().Hour, conference.CallbackTimeout));
        Assert.Equal(("member-1", "completed", "c-1", true, 25), (member.Id, member.State, member.CallId, member.JoinTone, (int)(member.RemovedTime - member.AddedTime)!.Value.TotalSeconds));
        Assert.Equal([("member-1", null), ("member-2", null)], members);
        Asked("/conferences/conf-1", "/conferences/conf-1/members/member-1", "/conferences/conf-1/members");
    }

    [Fact]
    public async Task Bridges_and_their_calls()
    {
        Answer(
            """{"id":"brg-1","state":"active","bridgeAudio":"true","calls":"https://api.example.com/v1/u/bridges/brg-1/calls","createdTime":"2013-04-22T13:55:30.279Z","activatedTime":"2013-04-22T13:55:30.280Z"}""",
            """[{"id":"brg-1","callIds":["c-1","c-2"]}]""",
            """[{"id":"c-1","bridgeId":"brg-1","bridge":"https://api.example.com/v1/u/bridges/brg-1"}]""");

        var bridge = await Client.Bridges.GetAsync("brg-1");
        var listed = await Client.Bridges.ListAsync(1000).SingleAsync();
        var call = await Client.Bridges.ListCallsAsync("brg-1").SingleAsync();

        Assert.Equal(("brg-1", "active", true, null), (bridge.Id, bridge.State, bridge.BridgeAudio, bridge.CallIds));
        Assert.Equal(TimeSpan.FromMilliseconds(1), bridge.ActivatedTime - bridge.CreatedTime);
        Assert.Equal(["c-1", "c-2"], listed.CallIds);
        Assert.Equal(("c-1", "brg-1"), (call.Id, call.BridgeId));
        Asked("/bridges/brg-1", "/bridges?size=1000", "/bridges/brg-1/calls");
    }

    [Fact]
    public async Task Transcriptions_of_recordings_and_calls()
    {
        var one = """{"id":"tr-1","state":"completed","text":"Hello","textSize":11,"textUrl":"https://api.example.com/v1/u/media/tr-1","time":"2014-10-09T12:09:16Z","chargeableDuration":60}""";
        Answer(one, $"[{one}]", "[]");

        var transcription = await Client.Transcriptions.GetAsync("rec-1", "tr-1");
        var listed = await Client.Transcriptions.ListAsync("rec-1").SingleAsync();

        Assert.Equal(("tr-1", "completed", "Hello", 11, TimeSpan.FromMinutes(1)), (transcription.Id, transcription.State, transcription.Text, transcription.TextSize, transcription.ChargeableDuration));
        Assert.Equal(transcription, listed);
        Assert.Empty(await Client.Calls.ListTranscriptionsAsync("c-1").ToListAsync());
        Asked("/recordings/rec-1/transcriptions/tr-1", "/recordings/rec-1/transcriptions", "/calls/c-1/transcriptions");
    }

    [Fact]
    public async Task Numbers_to_be_had_and_just_ordered()
    {
        Answer(
            """[{"number":"+19195551212","nationalNumber":"(919) 555-1212","patternMatch":"          2 9 ","city":"RALEIGH","lata":"426","rateCenter":"RALEIGH","state":"NC","price":"0.60"}]""",
            """[{"number":"+18557798410"}]""",
            """[{"number":"+19195551212","price":"0.60","location":"https://api.example.com/v1/u/phoneNumbers/n-1"}]""");

        var local = await Client.AvailableNumbers.SearchLocalAsync(new LocalNumbers { State = "NC", City = "Chapel Hill", Pattern = "*2?9*", Quantity = 3 }).SingleAsync();
        var free = await Client.AvailableNumbers.SearchTollFreeAsync(2, "*ABC").SingleAsync();
        var ordered = Assert.Single(await Client.AvailableNumbers.OrderLocalAsync(new LocalNumbers { Zip = "27601" }));

        Assert.Equal(("+19195551212", "426", "NC", "0.60"), (local.Number, local.Lata, local.State, local.Price));
        Assert.Equal("+18557798410", free.Number);
        Assert.Equal(("n-1", "+19195551212"), (ordered.Id, ordered.Number));
        Assert.Equal(
            ["GET /v1/availableNumbers/local?state=NC&city=Chapel%20Hill&pattern=%2A2%3F9%2A&quantity=3", "GET /v1/availableNumbers/tollFree?quantity=2&pattern=%2AABC", "POST /v1/availableNumbers/local?zip=27601"],
            _rig.Fake.Requests.Select(request => request.ToString()));
    }

    [Fact]
    public async Task The_name_of_a_number()
    {
        Answer("""{"created":"2013-09-23T16:31:15Z","name":"Name","number":"+19195551212","updated":"2013-09-23T16:42:18Z"}""");

        var name = await Client.NumberInfo.GetAsync("+19195551212");

        Assert.Equal(("Name", "+19195551212", 31, 42), (name.Name, name.Number, name.Created?.Minute, name.Updated?.Minute));
        Assert.Equal("GET /v1/phoneNumbers/numberInfo/%2B19195551212", Assert.Single(_rig.Fake.Requests).ToString());
    }

    [Fact]
    public async Task Domains_endpoints_and_tokens()
    {
        Answer(
            """[{"id":"rd-1","name":"acme","description":"d","endpoints":"/v1/users/u-1/domains/rd-1/endpoints"}]""",
            """{"id":"re-1","name":"jane","domainId":"rd-1","applicationId":"a-1","enabled":"true","sipUri":"sip:jane@acme.bwapp.bwsipp.io","credentials":{"realm":"acme.bwapp.bwsipp.io","username":"jane"}}""",
            """[{"id":"re-1","enabled":false}]""",
            """{"token":"abc","expires":86400}""",
            "",
            "");

        var domain = await Client.Domains.ListAsync().SingleAsync();
        var endpoint = await Client.Endpoints.GetAsync("rd-1", "re-1");
        var listed = await Client.Endpoints.ListAsync("rd-1", 50).SingleAsync();
        var token = await Client.Endpoints.CreateTokenAsync("rd-1", "re-1");
        await Client.Endpoints.DeleteAsync("rd-1", "re-1");
        await Client.Domains.DeleteAsync("rd-1");

        Assert.Equal(("rd-1", "acme", "d"), (domain.Id, domain.Name, domain.Description));
        Assert.Equal(("re-1", true, "jane", "acme.bwapp.bwsipp.io"), (endpoint.Id, endpoint.Enabled, endpoint.Credentials?.Username, endpoint.Credentials?.Realm));
        Assert.False(listed.Enabled);
        Assert.Equal(("abc", TimeSpan.FromDays(1)), (token.Token, token.Expires));
        Assert.DoesNotContain("abc", token.ToString(), StringComparison.Ordinal);
        Asked("/domains", "/domains/rd-1/endpoints/re-1", "/domains/rd-1/endpoints?size=50", "/domains/rd-1/endpoints/re-1/tokens", "/domains/rd-1/endpoints/re-1", "/domains/rd-1");
        Assert.Equal("{}", _rig.Fake.Requests[3].Body);
    }

    [Fact]
    public async Task Errors_in_both_of_their_forms()
    {
        Answer(
            """[{"id":"ue-1","time":"2012-11-15T01:30:16.208Z","category":"unavailable","code":"no-callback-for-call","message":"m","details":[{"id":"ued-1","name":"callId","value":"c-1"}]}]""",
            """{"id":"ue-2","version":2,"user":{"id":"u-1"},"time":1352943016208,"category":"BAD_REQUEST","code":"blank-property","details":[{"name":"requestPath","value":null,"version":0}]}""");

        var listed = await Client.Errors.ListAsync().SingleAsync();
        var single = await Client.Errors.GetAsync("ue-2");

        Assert.Equal(("ue-1", "unavailable", new ErrorDetail("callId", "c-1")), (listed.Id, listed.Category, listed.Details[0]));
        Assert.Equal(("bad-request", "blank-property", new ErrorDetail("requestPath", null)), (single.Category, single.Code, single.Details[0]));
        Assert.Equal(listed.Time, single.Time);
        Asked("/errors", "/errors/ue-2");
    }

    [Fact]
    public async Task The_account_and_its_transactions()
    {
        Answer(
            """{"balance":"538.37250","accountType":"pre-pay"}""",
            """[{"id":"pptx-1","time":"2013-02-21T13:39:09Z","amount":"0.00750","type":"charge","units":"1","productType":"sms-out","number":"+12345678901","resourceId":"m-1"},{"id":"pptx-2","amount":100,"type":"payment"}]""");

        var account = await Client.Account.GetAsync();
        var from = new DateTimeOffset(2013, 2, 21, 13, 38, 0, TimeSpan.FromHours(-5));
        var transactions = await Client.Account.ListTransactionsAsync(new TransactionQuery { MaxItems = 5, FromDate = from, ToDate = from.AddHours(1), Type = "charge", Number = "+1", Size = 2 }).ToListAsync();

        Assert.Equal((538.3725m, "pre-pay"), (account.Balance, account.AccountType));
        Assert.Equal([("pptx-1", 0.0075m, "sms-out", 1m), ("pptx-2", 100m, null, null)], transactions.Select(each => (each.Id, each.Amount!.Value, each.ProductType, each.Units)));
        Asked("/account", "/account/transactions?maxItems=5&fromDate=2013-02-21T18%3A38%3A00Z&toDate=2013-02-21T19%3A38%3A00Z&type=charge&number=%2B1&size=2");
    }

    private void Answer(params string[] bodies) => _rig.Fake.Then([.. bodies.Select(body => FakeAnswer.Ok(body))]);

    private void Asked(params string[] paths) => Assert.Equal(paths.Select(path => Rig.User + path), _rig.Fake.Requests.Select(request => request.Target));
}
