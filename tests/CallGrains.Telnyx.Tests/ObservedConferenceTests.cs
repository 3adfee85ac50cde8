using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallGrains.TestSupport.Programs;

namespace CallGrains.Telnyx.Tests;

/// <summary>
/// A conference of a host with flows, whose webhooks have the fields and the form of the fixtures: the observed one
/// where there is one, else the published one. In their order, twice, and the latest first.
/// </summary>
public sealed class ObservedConferenceTests
{
    private static readonly string[] Ids = ["call_control_id", "call_leg_id", "call_session_id", "client_state", "conference_id", "connection_id", "occurred_at"];
    private static readonly FlowAddress Den = FlowAddress.Conference("den");

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public async Task A_conference_whose_webhooks_are_as_observed_runs_to_its_end(int copies, bool isReversed)
    {
        await using var host = await TelnyxHost.StartAsync<ConferenceTests.Guest, ConferenceTests.DenFlow>();
        var (first, second, pressed) = (host.Exchange.Dials(), "", false);
        var told = new List<string>();
        while (!await EndedAsync(host, FlowAddress.Call(first)) || second.Length == 0 || !await EndedAsync(host, FlowAddress.Call(second)) || !await EndedAsync(host, Den))
        {
            if (second.Length == 0 && Guests(host) == 1)
            {
                second = host.Exchange.Dials();
            }
            else if (!pressed && Guests(host) == 2 && host.Exchange.Find(first)!.Gathers && host.Exchange.Find(second)!.Gathers)
            {
                pressed = true;
                host.Exchange.Press(first, "1");
                host.Exchange.Press(second, "2");
            }

            foreach (var webhook in Taken(host, isReversed))
            {
                var (type, formed) = Formed(host, webhook);
                told.Add(type);
                for (var copy = 0; copy < copies; copy++)
                {
                    Assert.Equal((type, HttpStatusCode.OK), (type, await host.PostAsync(formed)));
                }
            }

            await Tick.NextAsync(TimeSpan.FromMilliseconds(10));
        }

        Assert.Superset(
            new HashSet<string> { "conference.created", "conference.ended", "conference.participant.joined", "conference.participant.left", "conference.speak.started", "conference.speak.ended", "conference.participant.speak.ended" },
            told.ToHashSet());
        var room = await host.ReadAsync(Den);
        Assert.Equal(3, host.Exchange.Posted.Count(p => p.Path == "conferences" || p.Path.EndsWith("/join", StringComparison.Ordinal)));
        var joined = room.OfType<EventEntry>().Count(e => e is { Event: ConferenceMemberEvent { HasLeft: false } m, Disposition: Disposition.Accepted, Observed: false } && m.Mute is null);
        Assert.Equal(3, joined);
        foreach (var address in new[] { FlowAddress.Call(first), FlowAddress.Call(second), Den })
        {
            Assert.Null((await host.Store.ReadAsync(address))!.Summary.Fault);
            Assert.All((await host.ReadAsync(address)).OfType<OutcomeEntry>(), o => Assert.True(o.Outcome.IsDone || o.Outcome.Status == OutcomeStatus.Gone, $"{o}"));
        }
    }

    private static int Guests(TelnyxHost host) => host.Exchange.Posted.Count(p => p.Path == "conferences" || p.Path.EndsWith("/join", StringComparison.Ordinal));

    private static async Task<bool> EndedAsync(TelnyxHost host, FlowAddress address) => (await host.Store.ReadAsync(address))?.Summary.State == GrainState.Ended;

    private static List<SignedRequest> Taken(TelnyxHost host, bool isReversed)
    {
        var taken = new List<SignedRequest>();
        while (host.Exchange.Sent.TryDequeue(out var webhook))
        {
            taken.Add(webhook);
        }

        if (isReversed)
        {
            taken.Reverse();
        }

        return taken;
    }

    /// <summary>What the exchange tells of a conference, in the form of the fixture of its type.</summary>
    private static (string Type, SignedRequest Webhook) Formed(TelnyxHost host, SignedRequest webhook)
    {
        var ours = JsonNode.Parse(webhook.Raw.Span)!["data"]!;
        var type = (string)ours["event_type"]!;
        if (!type.StartsWith("conference.", StringComparison.Ordinal))
        {
            return (type, webhook);
        }

        var form = JsonNode.Parse(File.ReadAllBytes(FixtureOf(type)))!.AsObject();
        var data = form["data"] as JsonObject ?? form;
        data["id"] = ours["id"]!.DeepClone();
        Put(data, "occurred_at", ours["occurred_at"]);
        foreach (var name in Ids)
        {
            Put(data["payload"]!.AsObject(), name, name == "occurred_at" ? ours["occurred_at"] : ours["payload"]![name]);
        }

        return (type, host.Exchange.Signer.Request(host.Exchange.Now, JsonSerializer.SerializeToUtf8Bytes(form), webhook.To));
    }

    /// <summary>A field that the fixture lacks is not told; one that we have no value for is told as null.</summary>
    private static void Put(JsonObject form, string name, JsonNode? value)
    {
        if (form.ContainsKey(name))
        {
            form[name] = value?.DeepClone();
        }
    }

    private static string FixtureOf(string type)
    {
        var all = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures"), $"{type}.*.json");
        return all.FirstOrDefault(f => f.Contains(".observed", StringComparison.Ordinal)) ?? all.Single(f => f.EndsWith($"{type}.spec.json", StringComparison.Ordinal));
    }
}
