namespace CallGrains.Storage;

/// <summary>What a backup or a restore has copied.</summary>
/// <param name="Grains">How many calls, conferences and message threads.</param>
/// <param name="Format">The version of the journal's format.</param>
/// <param name="Bytes">The size of the copy's file.</param>
public sealed record JournalCopy(long Grains, int Format, long Bytes);
