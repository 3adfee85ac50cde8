using System.Runtime.InteropServices;

namespace CallGrains.Storage;

/// <summary>
/// The parts of SQLite's C interface that an append calls a dozen times each. They neither block nor call back, so they
/// are called without the runtime's ceremony; the wrapper's own versions count a reference each time, which cost more
/// than the calls.
/// </summary>
internal static unsafe partial class SqliteNative
{
    private const string Library = "e_sqlite3";

    /// <summary>SQLite copies what it is given.</summary>
    private const nint Transient = -1;

    public static int BindNumber(nint statement, int parameter, long value) => sqlite3_bind_int64(statement, parameter, value);

    public static int BindNull(nint statement, int parameter) => sqlite3_bind_null(statement, parameter);

    public static int BindText(nint statement, int parameter, ReadOnlySpan<byte> utf8)
    {
        // An empty span has no address, and SQLite takes that for NULL.
        byte none = 0;
        fixed (byte* bytes = utf8)
        {
            return sqlite3_bind_text(statement, parameter, utf8.IsEmpty ? &none : bytes, utf8.Length, Transient);
        }
    }

    public static int BindBlob(nint statement, int parameter, ReadOnlySpan<byte> value)
    {
        fixed (byte* bytes = value)
        {
            return sqlite3_bind_blob(statement, parameter, bytes, value.Length, Transient);
        }
    }

    [LibraryImport(Library)]
    [SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int sqlite3_bind_int64(nint statement, int parameter, long value);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int sqlite3_bind_null(nint statement, int parameter);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int sqlite3_bind_text(nint statement, int parameter, byte* value, int length, nint destructor);

    // Bodies may be large, and are copied: with the ceremony, so that a collection need not wait for it.
    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static partial int sqlite3_bind_blob(nint statement, int parameter, byte* value, int length, nint destructor);
}
