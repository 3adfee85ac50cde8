namespace CallGrains.Simulator.Media;

/// <summary>The account's files by name, in memory. Touched only inside the exchange.</summary>
internal sealed class MediaStore
{
    private readonly SortedDictionary<string, MediaFile> _files = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, MediaFile>> All => _files;

    public MediaFile? Find(string name) => _files.GetValueOrDefault(name);

    public void Put(string name, MediaFile file) => _files[name] = file;

    public bool Remove(string name) => _files.Remove(name);
}
