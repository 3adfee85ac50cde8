using CallGrains.Simulator.Applications;
using CallGrains.Simulator.Billing;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Numbers;

namespace CallGrains.Simulator.Messages;

/// <summary>Carries messages: out to a phone or to another application's number, in from a phone.</summary>
internal sealed class MessageService(Exchange exchange, Ids ids, MessageStore store, IMessageNews news, NumberStore numbers, ApplicationStore applications, Ledger ledger)
{
    private const string FailingNumber = "0195";
    private static readonly TimeSpan QueueTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SendTime = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan NetworkTime = TimeSpan.FromMilliseconds(500);

    /// <summary>The application that takes messages to <paramref name="number"/>, if any.</summary>
    public Application? ApplicationOf(string number) =>
        numbers.Find(number)?.MessageApplicationId is { } id && applications.Find(id) is { IncomingMessageUrl: not null } application ? application : null;

    public Message Send(MessageOrder order)
    {
        var message = Add(order, isInbound: false);
        if (order.Receipts != "none")
        {
            message.Delivery = Delivered.Waiting;
        }

        exchange.After(QueueTime, () => message.State = "sending");
        exchange.After(QueueTime + SendTime, () => Leave(message));
        return message;
    }

    /// <summary>A message comes in for an application.</summary>
    public Message Receive(MessageOrder order, Application application)
    {
        var message = Add(order with { ApplicationId = application.Id, Callback = null, Tag = null, Receipts = "none" }, isInbound: true);
        news.Send(message, application.MessageTarget);
        return message;
    }

    private Message Add(MessageOrder order, bool isInbound)
    {
        var message = store.Add(number => new Message(ids.Next("m"), number, isInbound, order, exchange.Now));
        var product = $"{(message.IsPicture ? "mms" : "sms")}-{(isInbound ? "in" : "out")}";
        ledger.Charge(product, message.Segments, isInbound ? message.To : message.From, message.Id);
        return message;
    }

    private void Leave(Message message)
    {
        var fails = message.To.EndsWith(FailingNumber, StringComparison.Ordinal);
        message.State = fails ? "error" : "sent";
        news.Send(message, message.Callback);
        if (fails)
        {
            message.Delivery = null;
            return;
        }

        if (message.Receipts == "all")
        {
            news.Send(message, message.Callback, Delivered.Waiting);
        }

        exchange.After(NetworkTime, () => Arrive(message));
    }

    private void Arrive(Message message)
    {
        var outcome = Delivered.Of(message.To);
        var isLost = outcome.State != "delivered";
        if (message.Receipts != "none")
        {
            message.Delivery = outcome;
        }

        if (message.Receipts == "all" || (message.Receipts == "error" && isLost) || (message.Receipts == "none" && outcome == Delivered.Spam))
        {
            news.Send(message, message.Callback, outcome);
        }

        if (!isLost && ApplicationOf(message.To) is { } application)
        {
            Receive(new MessageOrder(message.From, message.To, message.Text, message.Media), application);
        }
    }
}
