namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// The application cannot start as it is set up: the message says what is wrong and what to do, for whoever started it.
/// </summary>
/// <remarks>
/// Printed, it is its message alone: where the code stood tells nobody what to write instead. A program that does not
/// catch it ends with the message and <see cref="ExitCode"/>.
/// </remarks>
public sealed class StartRefusedException : Exception
{
    private static int _isHeard;

    /// <summary>With what is wrong.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">What was thrown; null for nothing.</param>
    public StartRefusedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// What the program ends with: 2 where settings or arguments are wrong, so that nothing was tried; else 1.
    /// </summary>
    public int ExitCode { get; init; } = 1;

    /// <summary>Whether the framework's log has told it already.</summary>
    internal bool IsLogged { get; init; }

    /// <summary>The message.</summary>
    public override string ToString() => Message;

    /// <summary>
    /// From now on a program that does not catch it ends with the message on standard error instead of a crash with a
    /// stack trace.
    /// </summary>
    internal static void EndProgramQuietly()
    {
        if (Interlocked.Exchange(ref _isHeard, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += (_, e) =>
            {
                if (e.ExceptionObject is StartRefusedException refusal)
                {
                    Console.Error.Write(refusal.IsLogged ? "" : refusal.Message + Environment.NewLine);
                    Environment.Exit(refusal.ExitCode);
                }
            };
        }
    }
}
