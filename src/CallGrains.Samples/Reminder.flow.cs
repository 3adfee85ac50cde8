using System.Text.Json;
using CallGrains.Flows;

namespace CallGrains.Samples;

/// <summary>
/// Calls somebody about an appointment (control API: flow <c>reminder</c>, args <see cref="Appointment"/>): 1 confirms,
/// 2 cancels, and a text says so. Who does not answer or presses nothing is called again later. Calling its number asks
/// for such a call.
/// </summary>
[Flow("reminder")]
public sealed class Reminder : CallScript
{
    private const int MostAttempts = 3;

    /// <inheritdoc/>
    protected override Task RunAsync(CallContext call) => call.IsOutbound ? RemindAsync(call) : OfferAsync(call);

    private static async Task OfferAsync(CallContext call)
    {
        if (!Party.CanBeCalled(call.From))
        {
            await call.AnswerAsync();
            await call.SpeakAsync("Your number is withheld, so we cannot call you back. Please call again and show it.");
            return;
        }

        call.OnEnded(ended =>
        {
            ended.StartCall("reminder", ended.From, args: new Appointment());
            return Task.CompletedTask;
        });
        await call.AnswerAsync();
        await call.SpeakAsync("We will call you back about your appointment.");
    }

    private static async Task RemindAsync(CallContext call)
    {
        var appointment = call.Args?.Deserialize<Appointment>(JsonSerializerOptions.Web) ?? new Appointment();
        string? answer = null;
        call.OnEnded(ended => answer is null ? TryAgainAsync(ended, appointment)
            : Party.CanBeTexted(ended.To) ? ended.SendAsync(ended.To, $"You have {answer} {appointment.What}.")
            : Task.CompletedTask);
        await call.AnswerAsync();
        var choice = await call.GatherAsync($"This is a reminder of {appointment.What}. To confirm press 1, to cancel press 2.", maxDigits: 1);
        answer = choice.Digits switch { "1" => "confirmed", "2" => "cancelled", _ => null };
        await call.SpeakAsync(answer is null ? "We will call again. Goodbye." : $"You have {answer} it. Goodbye.");
    }

    private static async Task TryAgainAsync(CallContext call, Appointment appointment)
    {
        if (appointment.Attempt < MostAttempts)
        {
            await call.DelayAsync(TimeSpan.FromMinutes(appointment.RetryMinutes));
            call.StartCall("reminder", call.To, args: appointment with { Attempt = appointment.Attempt + 1 });
        }
    }
}

/// <summary>What the reminder is about.</summary>
/// <param name="What">Spoken after "a reminder of".</param>
/// <param name="RetryMinutes">How long until the next attempt.</param>
/// <param name="Attempt">Which attempt this is, from 1.</param>
public sealed record Appointment(string What = "your appointment tomorrow at nine", double RetryMinutes = 5, int Attempt = 1);
