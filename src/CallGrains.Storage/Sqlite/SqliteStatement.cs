using System.Buffers;
using System.Text;
using SQLitePCL;
using static SQLitePCL.raw;

namespace CallGrains.Storage;

/// <summary>A compiled statement. Parameters count from 1, columns from 0, as in the C interface.</summary>
/// <remarks>For the thread that uses its connection.</remarks>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt handle) : IDisposable
{
    private const int PrimaryCode = 0xFF;
    private const int StackBytes = 1024;
    private const int MaxUtf8BytesPerChar = 3;

    // Lives as long as the handle, which this object holds.
    private readonly nint _pointer = handle.DangerousGetHandle();

    public void Bind(int parameter, long value) => database.Check(SqliteNative.BindNumber(_pointer, parameter, value));

    public void Bind(int parameter, long? value)
    {
        if (value is { } number)
        {
            Bind(parameter, number);
        }
        else
        {
            database.Check(SqliteNative.BindNull(_pointer, parameter));
        }
    }

    public void Bind(int parameter, string? value)
    {
        if (value is null)
        {
            database.Check(SqliteNative.BindNull(_pointer, parameter));
        }
        else
        {
            BindUtf8(parameter, value);
        }
    }

    /// <summary>Binds bytes; none of them as NULL.</summary>
    public void Bind(int parameter, ReadOnlySpan<byte> value) => database.Check(value.IsEmpty
        ? SqliteNative.BindNull(_pointer, parameter)
        : SqliteNative.BindBlob(_pointer, parameter, value));

    /// <summary>Binds a parameter by its name; nothing when the statement does not have it.</summary>
    public void BindWherePresent(string name, string? value)
    {
        if (sqlite3_bind_parameter_index(handle, name) is > 0 and var parameter)
        {
            Bind(parameter, value);
        }
    }

    /// <summary>Runs a statement that yields no row, and makes it ready for the next time.</summary>
    public void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Goes to the next row; false after the last. Call <see cref="Reset"/> when done.</summary>
    public bool Step()
    {
        var code = sqlite3_step(handle);
        if (code is not (SQLITE_ROW or SQLITE_DONE))
        {
            database.Check(code);
        }

        return code == SQLITE_ROW;
    }

    /// <summary>As <see cref="Run"/>, but false when another connection holds the lock.</summary>
    public bool RunUnlessBusy()
    {
        var code = sqlite3_step(handle);
        Reset();
        if ((code & PrimaryCode) == SQLITE_BUSY)
        {
            return false;
        }

        database.Check(code == SQLITE_DONE ? SQLITE_OK : code);
        return true;
    }

    /// <summary>
    /// Makes the statement ready for the next time. Its result code repeats that of the last step, which has been
    /// looked at.
    /// </summary>
    public void Reset() => sqlite3_reset(handle);

    public long Number(int column) => sqlite3_column_int64(handle, column);

    public bool IsNull(int column) => sqlite3_column_type(handle, column) == SQLITE_NULL;

    public string? Text(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(sqlite3_column_blob(handle, column));

    public byte[] Bytes(int column) => sqlite3_column_blob(handle, column).ToArray();

    public void Dispose() => handle.Dispose();

    private void BindUtf8(int parameter, string value)
    {
        var most = value.Length * MaxUtf8BytesPerChar;
        var rented = most > StackBytes ? ArrayPool<byte>.Shared.Rent(most) : null;
        var buffer = rented ?? stackalloc byte[StackBytes];
        var length = Encoding.UTF8.GetBytes(value, buffer);
        try
        {
            database.Check(SqliteNative.BindText(_pointer, parameter, buffer[..length]));
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }
}
