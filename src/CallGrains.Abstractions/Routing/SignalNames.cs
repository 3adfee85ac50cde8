namespace CallGrains;

/// <summary>The names of signals that the framework keeps for itself.</summary>
internal static class SignalNames
{
    /// <summary>Signals whose names begin with this are the framework's.</summary>
    public const char Own = '$';

    /// <summary>Asks a call to say when it is over.</summary>
    public const string Watch = "$watch";

    /// <summary>Ends a flow, whatever it waits for or does.</summary>
    public const string Terminate = "$terminate";

    /// <summary>Lets a quarantined flow run again.</summary>
    public const string Release = "$release";

    /// <summary>Begins a conversation of a message thread.</summary>
    public const string Begin = "$begin";

    /// <summary>Has the host send a text to the other side of a message thread, whatever its flow does.</summary>
    public const string Text = "$text";

    /// <summary>Has the host say a sentence into a live call, whatever its flow does.</summary>
    public const string Speak = "$speak";

    /// <summary>Has the host send a command again that failed.</summary>
    public const string Retry = "$retry";

    /// <summary>Lets another flow take a live call over.</summary>
    public const string Redirect = "$redirect";

    /// <summary>Whether the host acts on a signal, and the flow is not told.</summary>
    public static bool IsOfHost(string name) => name is Text or Speak or Retry or Redirect;

    /// <summary>Whether a signal is the framework's.</summary>
    public static bool IsOwn(string name) => name.StartsWith(Own);
}
