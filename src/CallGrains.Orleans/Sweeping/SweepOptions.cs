namespace CallGrains.Orleans;

/// <summary>
/// How the silos look after grains whose owner died. How often is <see cref="GrainOptions.SweepInterval"/>.
/// </summary>
public sealed class SweepOptions
{
    /// <summary>
    /// Into how many parts the grains are divided; the parts are spread over the silos. 16 by default, 1 or more; the
    /// same on all silos.
    /// </summary>
    public int Shards { get; set; } = 16;

    /// <summary>The part that looks after a grain: the same on every machine and in every version.</summary>
    internal static int ShardOf(FlowAddress address, int shards)
    {
        // FNV-1a; string.GetHashCode differs from process to process.
        var hash = 2166136261u ^ (uint)address.Kind;
        foreach (var c in address.Id)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return (int)(hash % (uint)shards);
    }
}
