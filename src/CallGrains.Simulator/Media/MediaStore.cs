namespace CallGrains.Simulator.Media;

/// <summary>The account's files by name, in memory. Touched only inside the exchange.</summary>
internal sealed class MediaStore
{
    private readonly SortedDictionary<string, MediaFile> files = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, MediaFile>> All => files;

    public MediaFile? Find(string name) => files.GetValueOrDefault(name);

    public void Put(string name, MediaFile file) => files[name] = file;

    public bool Remove(string name) => files.Remove(name);
}
