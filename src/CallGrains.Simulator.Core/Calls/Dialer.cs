using CallGrains.Simulator.Applications;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Phones;

namespace CallGrains.Simulator.Calls;

/// <summary>Makes legs and lets them ring: at a phone, or at the application that a number is bound to.</summary>
internal sealed class Dialer(
    Exchange exchange, Ids ids, CallStore store, ICallNews news, CallLifecycle life,
    NumberStore numbers, ApplicationStore applications, PhoneBook phones, CallbackDispatcher post)
{
    /// <summary>Raised for a call whose application cannot be reached while its number names another to try.</summary>
    public event Action<Call, string>? Unreachable;

    /// <summary>The application that takes calls to <paramref name="number"/>, if any.</summary>
    public Application? ApplicationOf(string number) =>
        numbers.Find(number)?.ApplicationId is { } id && applications.Find(id) is { IncomingCallUrl: not null } application ? application : null;

    /// <summary>An outbound leg that does not ring yet.</summary>
    public Call Create(CallOrder order) => Add(order, isInbound: false);

    public void Ring(Call call)
    {
        call.GivingUp = exchange.After(call.Timeout, () => TimeOut(call));
        if (ApplicationOf(call.To) is { } application)
        {
            RingAt(application, new CallOrder(call.From, call.To) { Diversion = call.Order.Diversion }, call);
        }
        else if (phones.ReactionOf(call.To, call.Timeout) is { } reaction)
        {
            call.Reaction = exchange.After(reaction.After, () => React(call, reaction.Cause));
        }
    }

    /// <summary>An inbound leg: <c>incomingcall</c>, and the answer at once when the application wants that.</summary>
    public Call RingAt(Application application, CallOrder order, Call? farLeg = null)
    {
        var call = Add(order with { Callback = application.CallTarget, ApplicationId = application.Id, IsScripted = application is { AutoAnswer: true, CallbackHttpMethod: "GET" } }, isInbound: true);
        call.FarLeg = farLeg;
        if (farLeg is not null)
        {
            farLeg.FarLeg = call;
        }
        else
        {
            call.GivingUp = exchange.After(call.Timeout, () => life.End(call, Causes.OriginatorCancel));
        }

        news.Incoming(call, application.Id, () => exchange.Run(() => Lost(call)));
        if (application.AutoAnswer)
        {
            life.Answer(call);
        }

        return call;
    }

    private Call Add(CallOrder order, bool isInbound)
    {
        var call = new Call(ids.Next("c"), isInbound, order, exchange.Now, post.OpenLine());
        store.Add(call);
        news.Record(call, "create");
        return call;
    }

    private void Lost(Call call)
    {
        if (!call.IsOver && numbers.Find(call.To)?.FallbackNumber is { } fallback)
        {
            Unreachable?.Invoke(call, fallback);
        }
    }

    private void React(Call call, string? cause)
    {
        if (cause is null)
        {
            life.Answer(call);
        }
        else
        {
            life.End(call, cause);
        }
    }

    private void TimeOut(Call call)
    {
        news.TimedOut(call);
        life.End(call, Causes.NoAnswer);
    }
}
