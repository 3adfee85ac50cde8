using Microsoft.Extensions.Options;

namespace CallGrains.Flows.Tests.Carriers;

/// <summary>The order in which carriers are tried, and how each is taken for up or down.</summary>
public sealed class CarrierRouterTests
{
    private readonly CarrierRoutingOptions _options = new();
    private readonly CarrierSet _carriers = new([new ScriptedCarrier("one"), new ScriptedCarrier("two"), new ScriptedCarrier("three")]);
    private readonly CarrierHealth _health;
    private readonly CarrierRouter _router;

    public CarrierRouterTests()
    {
        _health = new CarrierHealth(_carriers, TimeProvider.System);
        _router = new CarrierRouter(_carriers, _health, Options.Create(_options));
    }

    [Fact]
    public void A_number_that_none_lists_is_the_default_carriers_and_only_who_may_show_a_number_places_its_calls()
    {
        Assert.Equal(["one"], _router.ForCall("+15550100", "+15550199"));

        _options.Carriers["two"] = new CarrierRoute { Numbers = { "+15550200" } };
        _options.Carriers["three"] = new CarrierRoute { CallerId = "+15550300" };
        Assert.Equal(["one", "three"], _router.ForCall("+15550100", "+15550199"));
        Assert.Equal(["two", "three"], _router.ForCall("+15550200", "+15550199"));
        Assert.Equal(("+15550300", "+15550200"), (_router.CallerIdAt("three", "+15550200"), _router.CallerIdAt("two", "+15550200")));

        _options.Carriers["three"].CallerId = CarrierRoute.SameCallerId;
        Assert.Equal("+15550200", _router.CallerIdAt("three", "+15550200"));
    }

    [Fact]
    public void The_longest_prefix_counts_before_the_cost_and_the_cost_before_the_owner()
    {
        _options.Carriers["one"] = new CarrierRoute { Routes = { ["+"] = 1, ["+1"] = 2 } };
        _options.Carriers["two"] = new CarrierRoute { Routes = { ["+"] = 9, ["+49"] = 3, ["+1"] = 1 }, CallerId = "same" };
        _options.Carriers["three"] = new CarrierRoute { Routes = { ["+1555"] = 7 }, CallerId = "same" };

        Assert.Equal(["two", "one"], _router.ForCall("+15550100", "+4930123456"));
        Assert.Equal(["two", "one"], _router.ForCall("+15550100", "+12120000000"));
        Assert.Equal(["three", "two", "one"], _router.ForCall("+15550100", "+15550199"));
        Assert.Equal(["one", "two"], _router.ForCall("+15550100", "+33100000000"));
        Assert.Empty(_router.ForCall("+15550100", "sip:ada@example.com"));
    }

    [Fact]
    public void Who_is_down_comes_last_and_is_still_there()
    {
        _options.Carriers["one"] = new CarrierRoute { Numbers = { "+15550300" } };
        _options.Carriers["two"] = new CarrierRoute { Numbers = { "+15550300" } };
        Assert.Equal(["one", "two"], _router.ForText("+15550300", "+15550199", "one"));

        Fail("one", ScriptedCarrier.NotSent(), 2);
        Assert.True(_health.Of("one").IsUp);
        Fail("one", ScriptedCarrier.InDoubt(), 1);
        var condition = _health.Of("one");
        Assert.Equal((false, "No answer."), (condition.IsUp, condition.Why));
        Assert.NotNull(condition.Since);
        Assert.Equal(["two", "one"], _router.ForText("+15550300", "+15550199", "one"));
        Assert.Equal(["two"], _router.ForText("+15550400", "+15550199", "two"));

        _health.Answered("one");
        Assert.Equal((true, null), (_health.Of("one").IsUp, _health.Of("one").Why));
    }

    [Fact]
    public void A_refusal_is_an_answer_but_for_one_of_our_credentials()
    {
        Fail("one", ScriptedCarrier.NotSent(), 2);
        Fail("one", ScriptedCarrier.Refused(), 5);
        Fail("one", ScriptedCarrier.NotSent(), 2);
        Assert.True(_health.Of("one").IsUp);

        Fail("two", new CarrierException(new CarrierError(401, null, "10009", "Who are you?"), RequestEffect.Refused), 3);
        Assert.False(_health.Of("two").IsUp);
    }

    private void Fail(string carrier, CarrierException how, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _health.Failed(carrier, how);
        }
    }
}
