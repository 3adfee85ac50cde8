using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace CallGrains.Storage;

/// <summary>
/// How far the commits of a journal had gone, in a file of 16 bytes beside it (<c>-mark</c>): the key of the last
/// entry, and its complement. SQLite leaves out what follows a damaged place of the write-ahead log, and cannot know
/// what was cut off its end; a journal that stands before its mark has lost commits.
/// </summary>
/// <remarks>
/// Written after each commit and not flushed: it may stand behind the journal, never before it. For one thread at a
/// time; of several processes the last one's mark counts, which may be a little behind.
/// </remarks>
internal sealed class SqliteMark : IDisposable
{
    private const int Size = 2 * sizeof(long);

    private readonly SafeFileHandle? _file;
    private long _last;

    private SqliteMark(SafeFileHandle? file) => _file = file;

    /// <summary>Opens a journal's mark, or makes one; without a place for it the journal goes on without.</summary>
    public static SqliteMark Open(string journal)
    {
        try
        {
            return new SqliteMark(File.OpenHandle(PrivateFiles.MarkOf(journal), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SqliteMark(null);
        }
    }

    /// <summary>The key of the last entry that was committed; null when nothing readable is there.</summary>
    public long? Read()
    {
        Span<byte> bytes = stackalloc byte[Size];
        try
        {
            return _file is not null && RandomAccess.Read(_file, bytes, 0) == Size && BinaryPrimitives.ReadInt64LittleEndian(bytes) is var key
                && BinaryPrimitives.ReadInt64LittleEndian(bytes[sizeof(long)..]) == ~key ? key : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Notes a committed entry, unless a later one was noted.</summary>
    public void Note(long key)
    {
        if (key > _last)
        {
            Set(key);
        }
    }

    /// <summary>Notes where the journal stands, whatever was noted before.</summary>
    public void Set(long key)
    {
        _last = key;
        if (_file is null)
        {
            return;
        }

        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, key);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[sizeof(long)..], ~key);
        try
        {
            RandomAccess.Write(_file, bytes, 0);
        }
        catch (IOException)
        {
            // The commit is on disk: a full disk must not make it fail afterwards. The next one is noted again.
        }
    }

    public void Dispose() => _file?.Dispose();
}
