using System.Text.Json;

namespace CallGrains.Flows;

/// <summary>
/// Runs a <see cref="MessageScript"/>: one conversation after the other, each begun by a text or a signal.
/// </summary>
internal sealed class MessageScriptRun : ScriptRun
{
    /// <summary>
    /// Marks in the journal that a STOP ended a conversation; before that was so, conversations went on.
    /// </summary>
    private const string StopEnds = "$stop-ends";

    private readonly MessageScript _script;
    private readonly ThreadContext _thread;
    private Queue<EventEntry> _texts = new();
    private Queue<SignalEntry> _begins = new();
    private Task? _conversation;
    private int _taken;
    private bool _begun;
    private bool _isStopping;

    public MessageScriptRun(MessageScript script, FlowAddress address)
        : base(address, new ThreadPolicy(new ThreadProjection()))
    {
        _script = script;
        _thread = new ThreadContext(this);
    }

    public ThreadProjection Thread => (ThreadProjection)Projection;

    public bool HasText => _texts.Count > 0;

    /// <summary>What the control API began the conversation with.</summary>
    public JsonElement? Args { get; private set; }

    /// <summary>Whether something has come that the next conversation begins with.</summary>
    private bool HasNews => HasText || _begins.Count > 0;

    public MessageEvent? TakeText()
    {
        _taken += HasText ? 1 : 0;
        return _texts.TryDequeue(out var text) ? (MessageEvent)text.Event : null;
    }

    protected override bool IsAtRest => _conversation is null && !HasNews && !Signals.HasAny;

    protected override void Begin(JournalEntry input)
    {
        if (input is EventEntry { Leg: 0, Event: MessageEvent { IsInbound: true } } text)
        {
            _texts.Enqueue(text);
        }

        if (input is SignalEntry { Name: SignalNames.Begin } begin)
        {
            _begins.Enqueue(begin);
        }

        if (input is SnapshotEntry anew)
        {
            (_taken, _begun, Args) = (0, true, anew.Begin.Args);
            _conversation = Started(() => _script.StartAsync(_thread));
        }
        else if (_conversation is null && (HasNews || (input is SignalEntry signal && !SignalNames.IsOwn(signal.Name))))
        {
            Start();
        }
    }

    /// <summary>Texts that came while a conversation ended begin the next one.</summary>
    protected override void Settle()
    {
        if (_isStopping && Undoing == 0)
        {
            EndStopped();
            if (HasNews)
            {
                RunTurn(Start);
            }
        }

        while (_conversation is { IsCompleted: true } ended)
        {
            if (TryBeginAnew(ended, _texts.Concat<JournalEntry>(_begins)))
            {
                return;
            }

            if (ErrorOf(ended) is { } error)
            {
                Fail(error);
            }

            _conversation = null;
            _isStopping = false;
            DropWaits();
            if (_taken == 0 && !_begun)
            {
                // A conversation that ignores the text it began with has had it all the same.
                TakeText();
            }

            if (HasNews)
            {
                RunTurn(Start);
            }
        }
    }

    private void Start()
    {
        _taken = 0;
        _begun = _begins.TryDequeue(out var begin);
        Args = begin?.Value;
        _conversation = Started(() => _script.StartAsync(_thread));
    }

    protected override void OnKept(JournalEntry input)
    {
        if (input is EventEntry { Keyword.Kind: KeywordKind.Stop } && _conversation is not null && DecidePatch(StopEnds))
        {
            StopConversation();
        }
    }

    /// <summary>
    /// It may clean up, but not go on: what it would await then is nobody's. What it has begun to undo is undone.
    /// </summary>
    private void StopConversation()
    {
        FailWaits(new TextsStoppedException());
        (_isStopping, _texts, _begins) = (true, new(), new());
        if (Undoing == 0 || _conversation is { IsCompleted: true })
        {
            EndStopped();
        }
    }

    private void EndStopped()
    {
        if (_conversation is { IsCompleted: true } ended && ErrorOf(ended) is { } error)
        {
            Fail(error);
        }

        (_conversation, _isStopping) = (null, false);
        DropWaits();
    }
}
