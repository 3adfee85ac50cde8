using System.Collections.Concurrent;
using CallGrains.Flows.Runtime;
using CallGrains.Testing.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallGrains.Analyzers.Tests.Mistakes;

/// <summary>A call that meets a mistake, in virtual time, and what each side saw.</summary>
internal sealed class Run
{
    private readonly List<string> _asked = [];
    private readonly ConcurrentQueue<string> _log = new();
    private readonly List<(string Who, string Saw)> _seen = [];

    /// <summary>What was seen, and by whom.</summary>
    public static IReadOnlyList<(string Who, string Saw)> Of(Mistake mistake, Program program, Program? next)
    {
        var run = new Run();
        World.Run(w => run.PlayAsync(w, mistake, program, next));
        return run._seen;
    }

    private async Task PlayAsync(World w, Mistake mistake, Program program, Program? next)
    {
        Deploy(w, mistake, program);
        try
        {
            await w.StartAsync();
        }
        catch (ArgumentException e)
        {
            _seen.Add(("start", $"does not start: {First(e.Message)}"));
            return;
        }

        var call = w.Carrier.Dials("desk", mistake.Presses, mistake.From);
        var end = w.Time.GetUtcNow() + mistake.Watched;
        foreach (var (after, act) in Acts(w, mistake, next, call).OrderBy(a => a.After))
        {
            await w.Passes(w.Time.GetUtcNow() - (end - mistake.Watched) is var passed && after > passed ? after - passed : TimeSpan.Zero);
            await act();
        }

        await w.Passes(end - w.Time.GetUtcNow());
        Tell(w, call);
    }

    private IEnumerable<(TimeSpan After, Func<Task> Act)> Acts(World w, Mistake mistake, Program? next, FakeCall call)
    {
        if (mistake.CrashesAfter is { } crash)
        {
            yield return (crash, () =>
            {
                if (next is not null)
                {
                    Deploy(w, mistake, next);
                }

                return w.CrashAsync();
            }
            );
        }

        if (mistake.HangsUpAfter is { } hangUp)
        {
            yield return (hangUp, () =>
            {
                call.HangUp();
                return Task.CompletedTask;
            }
            );
        }
    }

    private void Deploy(World w, Mistake mistake, Program program) => w.Configure = services =>
    {
        services.Configure<FlowOptions>(o =>
        {
            Array.ForEach(program.Flows, o.Types.Add);
            mistake.Options(o);
        });
        // A loop that never rests is found sooner: 12,000 entries are seconds of a test.
        services.Configure<GrainOptions>(o => o.MostEntriesAMinute = 1000);
        services.AddSingleton(program.Assembly.GetType("ICrm")!, Activator.CreateInstance(program.Assembly.GetType("Crm")!, _asked)!);
        services.AddSingleton(_log).AddSingleton(typeof(ILogger<>), typeof(Noting<>));
    };

    private void Tell(World w, FakeCall call)
    {
        _seen.Add(("log", Joined(_log)));
        var summary = w.Summary(call.Address);
        _seen.Add(("API", $"state {summary.State.ToString().ToLowerInvariant()}, cause {summary.Cause ?? "null"}, fault {(summary.Fault is { } fault ? First(fault) : "null")}"));
        var heard = call.Heard.Count == 0 ? "hears nothing" : "hears " + string.Join(" ", call.Heard.Select(h => $"\"{(h.What.Length > 60 ? h.What[..60] + "…" : h.What)}\""));
        _seen.Add(("caller", $"{heard}; {(call.IsOver ? $"the call is over ({call.Cause})" : call.State == "active" ? "sits in silence" : $"the call is still {call.State}")}"));
        if (Joined([.. _asked.Select(a => "crm: " + a), .. Stopped(w)], "") is { Length: > 0 } others)
        {
            _seen.Add(("others", others));
        }
    }

    /// <summary>Whether readiness, and so /readyz, names a call.</summary>
    private static IEnumerable<string> Stopped(World w) =>
        w.Process.Services.GetRequiredService<StoppedFlows>().All.Keys.Select(grain => $"/readyz names {grain}");

    private static string Joined(IEnumerable<string> lines, string none = "nothing") =>
        string.Join("; ", lines.GroupBy(l => l).Select(g => g.Count() == 1 ? g.Key : $"{g.Key} ({g.Count()} times)")) is { Length: > 0 } text ? text : none;

    private static string First(string text) => text.Split('\n')[0].TrimEnd('\r');

    /// <summary>Keeps what is logged, from warnings on.</summary>
    private sealed class Noting<T>(ConcurrentQueue<string> log) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.Enqueue($"{logLevel.ToString().ToLowerInvariant()}: {First(formatter(state, exception))}{(exception is null ? "" : $" {exception.GetType().Name}: {First(exception.Message)}")}");
            }
        }
    }
}
