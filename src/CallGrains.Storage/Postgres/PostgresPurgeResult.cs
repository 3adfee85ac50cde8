namespace CallGrains.Storage;

/// <summary>What a purge has done.</summary>
/// <param name="Removed">How many ended grains were removed, with all their entries.</param>
/// <param name="Moved">How many grains that outlived their week were moved to the current one.</param>
/// <param name="Weeks">How many weeks were dropped as a whole.</param>
internal readonly record struct PostgresPurgeResult(long Removed, long Moved, int Weeks);
