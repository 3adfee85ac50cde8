using System.Text;
using CallGrains.Flows.Tests.Support;
using Microsoft.Extensions.Options;

namespace CallGrains.Flows.Tests.Kernel;

/// <summary>What the carrier told when asked is kept in a form that needs no carrier's reader.</summary>
public sealed class SuppliedEventTests
{
    private static readonly FlowAddress Address = FlowAddress.Call("c-1");
    private static readonly DateTimeOffset At = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly FlowRegistry Flows = new(Options.Create(new FlowOptions { Types = { typeof(MenuScript) } }));
    private static readonly CallbackReaders Readers = new([new LineProtocol()]);

    [Fact]
    public void A_grain_of_a_carrier_without_json_is_read_again_after_an_event_was_supplied()
    {
        var (first, began) = Begun();
        var digits = new GatherEvent { CallId = "c-1", GatherId = "g-1", Digits = "12", OperationId = 3, Tag = "menu", Time = At };
        var supplied = first.Supply(Callback.Supplied("lines", digits, 0), At).Append!;

        var again = GrainKernel.Load(Address, History(began, supplied), Flows, Readers);

        Assert.Equal(first.Sequence, again.Sequence);
        var entry = (EventEntry)JournalFormat.Read(supplied.Entries[0], 2, Readers);
        Assert.Equal((true, "lines", CallbackForm.Neutral, digits), (entry.Observed, entry.Carrier, entry.Form, entry.Event));
    }

    [Fact]
    public void Its_original_is_a_duplicate_before_and_after_the_journal_was_read_again()
    {
        var (first, began) = Begun();
        var supplied = first.Supply(Callback.Supplied("lines", new HangupEvent { CallId = "c-1", Cause = HangupCause.NormalClearing }, 0), At).Append!;
        var again = GrainKernel.Load(Address, History(began, supplied), Flows, Readers);

        Assert.Equal(Disposition.Duplicate, first.Accept(LineProtocol.Callback("hangup c-1"), At).Receipt.Disposition);
        Assert.Equal(Disposition.Duplicate, again.Accept(LineProtocol.Callback("hangup c-1"), At).Receipt.Disposition);
    }

    [Fact]
    public void The_stored_form_is_pinned()
    {
        var (kernel, _) = Begun();
        var stored = kernel.Supply(Callback.Supplied("lines", new GatherEvent { CallId = "c-1", Digits = "12", OperationId = 3, Tag = "menu", Time = At }, 0), At).Append!.Entries[0];

        Assert.Equal(
            """{"kind":"event","v":3,"at":"2026-03-01T09:00:00+00:00","carrier":"lines","form":"Neutral","verdict":"Accepted","operation":3,"observed":true}""",
            Encoding.UTF8.GetString(stored.Body.Span));
        Assert.Equal("""{"eventType":"gather","callId":"c-1","digits":"12","time":"2026-03-01T09:00:00Z","tag":"menu"}""", Encoding.UTF8.GetString(stored.Raw.Span));
    }

    private static (GrainKernel Kernel, JournalAppend Append) Begun()
    {
        var kernel = new GrainKernel(Address, Flows);
        return (kernel, kernel.Accept(LineProtocol.Callback("incomingcall c-1"), At).Append!);
    }

    private static JournalHistory History(params JournalAppend[] appends) => new(appends[^1].Summary, [.. appends.SelectMany(a => a.Entries)]);

    /// <summary>A carrier whose callbacks are lines: <c>hangup c-1</c>.</summary>
    private sealed class LineProtocol : ICallbackProtocol
    {
        public string Carrier => "lines";

        public static Callback Callback(string line)
        {
            var raw = Encoding.UTF8.GetBytes(line);
            return new Callback("lines", CallbackForm.Json, raw, new LineProtocol().Read(new CallbackRequest(CallbackForm.Json, raw))) { Flow = "menu-script" };
        }

        public string? Verify(CallbackRequest request) => null;

        public ReceivedEvent Read(CallbackRequest request) => new(Encoding.UTF8.GetString(request.Raw.Span).Split(' ') switch
        {
            ["incomingcall", var call] => new IncomingCallEvent { CallId = call, From = "+15550001", To = "+15550100" },
            ["hangup", var call] => new HangupEvent { CallId = call },
            _ => throw new EventFormatException(EventFormatException.Body, "is no line"),
        });

        public CallbackAnswer Write(CallbackReply? reply) => CallbackAnswer.Empty;
    }
}
