namespace CallGrains.Tool.Provisioning;

/// <summary>What was changed at a carrier, or would be, as it is printed.</summary>
internal static class ChangeList
{
    /// <summary>Prints a line for each change, and how many there are.</summary>
    public static async Task TellAsync(TextWriter output, IReadOnlyList<string> changes, bool isDryRun)
    {
        foreach (var change in changes)
        {
            await output.WriteLineAsync($"  {change}");
        }

        var count = changes.Count == 1 ? "1 change" : $"{changes.Count} changes";
        await output.WriteLineAsync(
            changes.Count == 0 ? "Everything is as it is to be; nothing to change."
            : isDryRun ? $"{count} to make. This was a dry run: nothing was changed."
            : $"{count} made.");
    }
}
