using System.Text.Json.Nodes;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Bxml;

/// <summary>
/// Carries out the documents of one call, verb by verb. A new document waits for the verb that runs (verbs cannot be
/// stopped) and replaces the rest. When nothing is left, and no request for a document is out, the call is dropped.
/// </summary>
internal sealed class BxmlRun(Stage stage, Call call)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private Queue<IVerb> _verbs = new();
    private IReadOnlyList<IVerb>? _coming;
    private Alarm? _drop;
    private int _asked;
    private bool _isBusy;

    public Stage Stage => stage;

    public Call Call => call;

    /// <summary>Takes the answer to a request; what does not look like a document is none.</summary>
    public void Take(string? answer)
    {
        if (call.IsOver)
        {
            return;
        }

        if (answer is not null && answer.AsSpan().TrimStart('\uFEFF').TrimStart().StartsWith("<"))
        {
            Read(answer.TrimStart('\uFEFF'));
        }

        if (!_isBusy)
        {
            Next();
        }
    }

    /// <summary>The verb is over: on with the next one.</summary>
    public void Next()
    {
        _isBusy = false;
        _drop?.Cancel();
        if (call.IsOver)
        {
            return;
        }

        if (_coming is not null)
        {
            _verbs = new Queue<IVerb>(_coming);
            _coming = null;
        }

        if (_verbs.TryDequeue(out var verb))
        {
            _isBusy = true;
            Run(verb);
        }
        else if (_asked == 0)
        {
            _drop = stage.Exchange.After(Idle, () => stage.Life.End(call, Causes.NormalClearing));
        }
    }

    /// <summary>A verb may meet what REST requests did to the call meanwhile, such as a gather of their own.</summary>
    private void Run(IVerb verb)
    {
        try
        {
            verb.Run(this);
        }
        catch (ApiError refused)
        {
            Fail(refused.Message);
        }
    }

    /// <summary>Sends a verb's event and takes what comes back as the next document.</summary>
    public void Ask(CallbackTarget target, string type, params ReadOnlySpan<(string, JsonNode?)> fields)
    {
        _asked++;
        stage.Events.Ask(call, target, type, Answered, fields);
    }

    /// <summary>Forgets the verbs that are left.</summary>
    public void SkipRest() => _verbs.Clear();

    public void HangUp()
    {
        call.EndedBy ??= "application";
        stage.Life.End(call, Causes.NormalClearing);
    }

    /// <summary>Says in the account's errors what is wrong, and hangs up.</summary>
    public void Fail(string message)
    {
        stage.Errors.Add("bad-request", "validation-error", $"BXML of call {call.Id}: {message}", ("callId", call.Id));
        HangUp();
    }

    private void Answered(string? document)
    {
        _asked--;
        Take(document);
    }

    private void Read(string document)
    {
        try
        {
            _coming = BxmlDocument.Parse(document, Origin.Of(call, stage.Files));
        }
        catch (BxmlException wrong)
        {
            Fail(wrong.Message);
        }
    }
}
