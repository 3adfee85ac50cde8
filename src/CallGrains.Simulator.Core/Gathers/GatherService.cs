using System.Text.Json.Nodes;
using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Gathers;

/// <summary>Runs the gathers of calls: at most one at a time on each.</summary>
internal sealed class GatherService(Exchange exchange, Ids ids, ICallNews news, AudioPlayer audio)
{
    /// <summary>Raised for a gather that has begun.</summary>
    public event Action<Call, Gather>? Started;

    public Gather Start(Call call, GatherSettings settings)
    {
        if (call.Gather is not null)
        {
            throw ApiError.Conflict("call-duplicate-gather-error", $"Call {call.Id} already gathers ({call.Gather.Id}); stop that one first, or wait for its event.", ("callId", call.Id));
        }

        var gather = call.Gather = new Gather(ids.Next("gtr"), settings, exchange.Now);
        call.Gathers.Add(gather);
        Record(call, gather, "CHANNEL_EXECUTE");
        if (settings.Prompt is not { } prompt)
        {
            Listen(call, gather);
        }
        else
        {
            gather.Prompt = audio.Start(call, prompt, () => PromptOver(call, gather));
        }

        Started?.Invoke(call, gather);
        return gather;
    }

    /// <summary>
    /// A key of the far party. It silences the prompt, raises <c>dtmf</c>, and may complete the gather.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="key">The key.</param>
    /// <param name="after">How long after now it is said to be pressed: nobody presses two keys at once.</param>
    public void Press(Call call, char key, TimeSpan after = default)
    {
        var gather = call.Gather;
        if (gather?.Prompt is not null)
        {
            audio.Stop(call);
        }

        if (call.Script is null && gather is not { Settings.SuppressDtmf: true })
        {
            news.Pressed(call, key, after);
        }

        if (gather is not null)
        {
            Take(call, gather, key);
        }
    }

    /// <summary>
    /// Ends the running gather, if any: <c>cancelled</c> by the application, <c>hung-up</c> with the call.
    /// </summary>
    public void Stop(Call call, string reason)
    {
        if (call.Gather is not { } gather)
        {
            return;
        }

        if (gather.Prompt is not null)
        {
            audio.Stop(call);
        }

        Complete(call, gather, reason);
    }

    private void PromptOver(Call call, Gather gather)
    {
        gather.Prompt = null;
        Listen(call, gather);
    }

    private void Take(Call call, Gather gather, char key)
    {
        if (gather.Settings.TerminatingDigits.Contains(key, StringComparison.Ordinal))
        {
            Complete(call, gather, "terminating-digit", key.ToString());
            return;
        }

        gather.Digits.Append(key);
        if (gather.Digits.Length >= gather.Settings.MaxDigits)
        {
            Complete(call, gather, "max-digits");
        }
        else
        {
            Listen(call, gather);
        }
    }

    private void Listen(Call call, Gather gather)
    {
        gather.Silence?.Cancel();
        gather.Silence = exchange.After(gather.Digits.Length == 0 ? gather.Settings.FirstDigitTimeout ?? gather.Settings.InterDigitTimeout : gather.Settings.InterDigitTimeout, () => Complete(call, gather, "inter-digit-timeout"));
    }

    private void Complete(Call call, Gather gather, string reason, string? terminatingDigit = null)
    {
        gather.Silence?.Cancel();
        gather.Reason = reason;
        gather.CompletedTime = exchange.Now;
        call.Gather = null;
        Record(call, gather, "CHANNEL_EXECUTE_COMPLETE");
        if (gather.Settings.WhenOver is { } over)
        {
            over(gather, terminatingDigit);
        }
        else
        {
            news.Gathered(call, gather, terminatingDigit);
        }
    }

    public static JsonObject Result(Gather gather) => Json.Object(
        ("gatherId", gather.Id), ("state", "completed"), ("reason", gather.Reason), ("digits", gather.Digits.ToString()), ("tag", gather.Settings.Tag));

    /// <summary>
    /// The call's log names the gather, so that an application that lost the answer to its request finds the id again.
    /// Our choice: the real log's data is undocumented.
    /// </summary>
    private void Record(Call call, Gather gather, string name) =>
        news.Record(call, name, Json.Write(Json.Object(("applicationName", "gather"), ("applicationData", gather.Id))));
}
