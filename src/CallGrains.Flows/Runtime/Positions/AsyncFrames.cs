using System.Reflection;
using System.Runtime.CompilerServices;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// Which async methods wait for one another below a task, the outermost first, and at which of its awaits each of them
/// is. Read off the compiler's state machines; where those look different, there are none.
/// </summary>
internal static class AsyncFrames
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private const int Most = 32;

    /// <summary>The frames of a task that is not completed.</summary>
    public static IEnumerable<AsyncFrame> Of(Task? task)
    {
        for (var depth = 0; depth < Most && task is { IsCompleted: false } && MachineOf(task) is { } machine; depth++)
        {
            if (machine.GetType().GetField("<>1__state", Instance)?.GetValue(machine) is int and >= 0 and var state)
            {
                yield return new AsyncFrame(machine.GetType(), state);
            }

            task = AwaitedBy(machine);
        }
    }

    /// <summary>The task of an async method holds its state machine.</summary>
    private static IAsyncStateMachine? MachineOf(Task task) => task.GetType().GetField("StateMachine", Instance)?.GetValue(task) as IAsyncStateMachine;

    /// <summary>The machine's awaiters are empty, but for the one that it waits for.</summary>
    private static Task? AwaitedBy(IAsyncStateMachine machine) => machine.GetType().GetFields(Instance)
        .Where(f => f.Name.StartsWith("<>u__", StringComparison.Ordinal))
        .Select(f => TaskOf(f.GetValue(machine)))
        .FirstOrDefault(t => t is { IsCompleted: false });

    private static Task? TaskOf(object? awaiter) =>
        awaiter?.GetType().GetField("m_task", Instance)?.GetValue(awaiter) as Task
        ?? (awaiter?.GetType().GetField("_value", Instance)?.GetValue(awaiter) is { } value ? value.GetType().GetField("_obj", Instance)?.GetValue(value) as Task : null);
}

/// <summary>An async method that waits.</summary>
/// <param name="Machine">Its state machine.</param>
/// <param name="State">The number of the await, in the order of the code.</param>
internal readonly record struct AsyncFrame(Type Machine, int State);
