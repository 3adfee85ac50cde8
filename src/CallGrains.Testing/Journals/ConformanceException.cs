using System.Diagnostics.CodeAnalysis;

namespace CallGrains.Testing;

/// <summary>A kind of a seam does not do what the seam promises.</summary>
/// <param name="message">What was expected, and what came.</param>
public sealed class ConformanceException(string message) : Exception(message);

/// <summary>The few assertions that a conformance suite needs without a test framework.</summary>
internal static class Require
{
    public static void That([DoesNotReturnIf(false)] bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new ConformanceException(otherwise);
        }
    }

    public static void Equal<T>(T expected, T actual, string what) =>
        That(EqualityComparer<T>.Default.Equals(expected, actual), $"{what}: expected {expected}, but found {actual}.");

    public static void SameOrder<T>(IEnumerable<T> expected, IEnumerable<T> actual, string what) =>
        That(expected.SequenceEqual(actual), $"{what}: expected [{string.Join(", ", expected)}], but found [{string.Join(", ", actual)}].");

    public static async Task<TException> ThrowsAsync<TException>(Func<Task> call, string what)
        where TException : Exception
    {
        try
        {
            await call();
        }
        catch (TException exception)
        {
            return exception;
        }

        throw new ConformanceException($"{what}: expected a {typeof(TException).Name}, but the call succeeded.");
    }
}
