using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Gathers;

namespace CallGrains.Simulator.Telnyx;

/// <summary>
/// Gathers as Telnyx does: with a least number of digits, keys that count, and tries; one at a time on a leg, a new one
/// cancels the old.
/// </summary>
internal sealed class Gathering
{
    private readonly Exchange _exchange;
    private readonly GatherService _gathers;
    private readonly SoundQueue _sounds;
    private readonly CallNews _news;

    public Gathering(Exchange exchange, GatherService gathers, SoundQueue sounds, CallNews news)
    {
        (_exchange, _gathers, _sounds, _news) = (exchange, gathers, sounds, news);
        news.GatherOver += Over;
    }

    public void Start(Call call, GatherOrder order)
    {
        Stop(call);
        var run = call.Leg!.Gathering = new GatherRun(order);
        if (order.Prompt is null)
        {
            Try(call, run, null);
            return;
        }

        call.WhenEnded.Add(() => EndOfWaiting(call, run, "call_hangup"));
        _sounds.Add(call, () => Try(call, run, order.Prompt));
    }

    /// <summary>Ends what runs or waits, as <c>cancelled</c>; nothing where there is none.</summary>
    public void Stop(Call call)
    {
        if (call.Leg!.Gathering is { } run)
        {
            run.TriesLeft = 0;
            EndOfWaiting(call, run, "cancelled");
            _gathers.Stop(call, "cancelled");
        }
    }

    private void Try(Call call, GatherRun run, AudioRequest? prompt)
    {
        var order = run.Order;
        if (call.Leg!.Gathering != run)
        {
            return;
        }

        run.TriesLeft--;
        var settings = new GatherSettings(order.Maximum, order.Between, order.Terminating, SuppressDtmf: false, null, prompt) { FirstDigitTimeout = order.First };
        var gather = run.Current = _gathers.Start(call, settings);
        if (order.Whole is { } whole)
        {
            _exchange.After(whole, () =>
            {
                if (call.Gather == gather)
                {
                    _gathers.Stop(call, "timeout");
                }
            });
        }
    }

    private void Over(Call call, Gather gather)
    {
        if (call.Leg!.Gathering is not { } run)
        {
            return;
        }

        var digits = gather.Digits.ToString();
        var status = StatusOf(gather.Reason, digits, run.Order);
        if (status is "invalid" or "timeout" && run.TriesLeft > 0)
        {
            run.Current = null;
            _sounds.Add(call, () => Try(call, run, status == "invalid" ? run.Order.InvalidPrompt ?? run.Order.Prompt : run.Order.Prompt));
            return;
        }

        End(call, run, status, digits);
    }

    private static string StatusOf(string? reason, string digits, GatherOrder order) =>
        reason == "hung-up" ? "call_hangup"
        : reason == "cancelled" ? "cancelled"
        : order.Takes(digits) ? "valid"
        : digits.Length == 0 && reason is "inter-digit-timeout" or "timeout" ? "timeout"
        : "invalid";

    /// <summary>A gather whose prompt has not begun yet.</summary>
    private void EndOfWaiting(Call call, GatherRun run, string status)
    {
        if (call.Leg!.Gathering == run && run.Current is null)
        {
            End(call, run, status, "");
        }
    }

    private void End(Call call, GatherRun run, string status, string digits)
    {
        call.Leg!.Gathering = null;
        if (run.Order.Id is { } id)
        {
            _news.Tell(call, "call.gather.ended", ("digits", digits), ("from", call.From), ("gather_id", id), ("status", status), ("to", call.To));
        }
        else
        {
            _news.Tell(call, "call.gather.ended", ("digits", digits), ("from", call.From), ("status", status), ("to", call.To));
        }
    }
}
