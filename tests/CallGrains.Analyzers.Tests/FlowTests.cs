namespace CallGrains.Analyzers.Tests;

/// <summary>CG0009 and CG0010: hang-ups and gathers.</summary>
public sealed class FlowTests
{
    [Theory]
    [InlineData("CG0009", "try { await call.SpeakAsync(\"a\"); } catch (CallEndedException) { await call.SpeakAsync(\"b\"); }")]
    [InlineData("CG0009", "try { await call.SpeakAsync(\"a\"); } finally { var leg = await call.DialAsync(\"+1\"); }")]
    [InlineData("CG0009", "var leg = await call.DialAsync(\"+1\"); try { await call.BridgeAsync(leg); } finally { await leg.SpeakAsync(\"b\"); }")]
    [InlineData("", "try { await call.SpeakAsync(\"a\"); } catch (StepFailedException) { await call.SpeakAsync(\"b\"); }")]
    [InlineData("", "try { await call.SpeakAsync(\"a\"); } catch (CallEndedException) when (!call.HasEnded) { } finally { await call.HangUpAsync(); }")]
    [InlineData("", "try { await call.SpeakAsync(\"a\"); } catch (CallEndedException) { await call.SendAsync(\"+1\", \"missed you\"); }")]
    [InlineData("", "try { await call.SpeakAsync(\"a\"); } finally { call.OnEnded(e => e.DelayAsync(TimeSpan.Zero)); }")]
    [InlineData("", "var leg = await call.DialAsync(\"+1\"); try { await leg.SpeakAsync(\"a\"); } catch (CallEndedException) { await call.SpeakAsync(\"They hung up.\"); }")]
    [InlineData("", "try { await call.SpeakAsync(\"a\"); } finally { try { await call.SpeakAsync(\"b\"); } catch (CallEndedException) { } }")]
    public async Task Commands_where_the_call_may_be_over(string rule, string code) => Assert.Equal(rule, await Compiled.RulesAsync(code));

    [Theory]
    [InlineData("CG0010", "await call.SpeakAsync(\"You pressed \" + (await call.GatherAsync(\"?\")).Digits);")]
    [InlineData("CG0010", "var g = await call.GatherAsync(\"?\"); await call.SpeakAsync($\"{g.Digits}\");")]
    [InlineData("CG0010", "var g = await call.GatherAsync(\"?\"); await call.TransferAsync(g.Digits); await call.TransferAsync(g.Digits);")]
    [InlineData("CG0010", "GatherResult g; g = await call.GatherAsync(\"?\"); await call.SpeakAsync(g.Digits.Trim());")]
    [InlineData("", "var g = await call.GatherAsync(\"?\"); if (g.Digits == \"1\") await call.SpeakAsync(g.Digits);")]
    [InlineData("", "var g = await call.GatherAsync(\"?\"); if (g is { Digits: \"1\" }) await call.SpeakAsync(g.Digits);")]
    [InlineData("", "var g = await call.GatherAsync(\"?\"); if (g.Digits.Length == 4) await call.SpeakAsync(g.Digits);")]
    [InlineData("", "var g = await call.GatherAsync(\"?\"); switch (g.Digits) { case \"1\": await call.SpeakAsync(g.Digits); break; }")]
    [InlineData("", "var g = await call.GatherAsync(\"?\"); if (int.TryParse(g.Digits, out var n)) await call.SpeakAsync(g.Digits);")]
    [InlineData("", "var g = await call.GatherAsync(\"?\"); if (await call.StepAsync(\"known\", () => customers.IsKnownAsync(g.Digits).AsTask())) await call.SpeakAsync(g.Digits);")]
    [InlineData("CG0010", "var g = await call.GatherAsync(\"?\"); var n = int.Parse(g.Digits); await call.SpeakAsync($\"{n}\");")]
    [InlineData("CG0010", "var g = await call.GatherAsync(\"?\"); var n = System.Convert.ToInt32(g.Digits); await call.SpeakAsync($\"{n}\");")]
    [InlineData("CG0010", "var g = await call.GatherAsync(\"?\"); await call.SpeakAsync(string.Concat(\"a\", g.Digits));")]
    [InlineData("", "var g = await call.GatherAsync(\"?\"); var name = await call.StepAsync(\"find\", () => customers.NameOfAsync(g.Digits));")]
    [InlineData("", "var g = await call.GatherAsync(\"?\"); if (await call.StepAsync(\"find\", () => customers.NameOfAsync(g.Digits)) is { } name) await call.SpeakAsync(g.Digits);")]
    [InlineData("", "var g = await call.GatherAsync(\"?\"); await call.SpeakAsync(g.Reason); await call.SpeakAsync(g.Digits);")]
    [InlineData("", "var (digits, reason) = await call.GatherAsync(\"?\"); await call.SpeakAsync(digits);")]
    [InlineData("", "await call.GatherAsync(\"Press any key.\");")]
    public async Task Digits_that_nobody_looked_at(string rule, string code) => Assert.Equal(rule, await Compiled.RulesAsync(code));
}
