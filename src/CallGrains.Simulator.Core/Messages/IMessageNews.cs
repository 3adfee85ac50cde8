using CallGrains.Simulator.Callbacks;

namespace CallGrains.Simulator.Messages;

/// <summary>What becomes of messages; each carrier tells it in words of its own. Called inside the exchange.</summary>
internal interface IMessageNews
{
    /// <summary>The message's state, to <paramref name="target"/> if there is one.</summary>
    /// <param name="message">The message.</param>
    /// <param name="target">Who is told; null for nobody.</param>
    /// <param name="receipt">What the network said of it, if that is the news.</param>
    void Send(Message message, CallbackTarget? target, Delivered? receipt = null);
}
