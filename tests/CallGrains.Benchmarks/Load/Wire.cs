using System.Net.Sockets;

namespace CallGrains.Benchmarks.Load;

/// <summary>
/// One end of a kept connection: whole messages in, bytes out. All wires of a process share one lock, and with inline
/// completions on one thread (see <see cref="LoadClient"/>) nobody ever waits for it: no pool, no task and no
/// allocation a message.
/// </summary>
internal abstract class Wire : IDisposable
{
    private readonly Socket _socket;
    private readonly Lock _gate;
    private readonly SocketAsyncEventArgs _receive = new();
    private byte[] _buffer = new byte[8 * 1024];
    private int _filled;

    protected Wire(Socket socket, Lock gate)
    {
        (_socket, _gate) = (socket, gate);
        _socket.NoDelay = true;
        _receive.Completed += (_, _) => OnReceived();
    }

    /// <summary>Begins to listen.</summary>
    public void Start()
    {
        if (!Receive())
        {
            OnReceived();
        }
    }

    public void Dispose() => _socket.Dispose();

    protected void Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0)
            {
                bytes = bytes[_socket.Send(bytes)..];
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side has gone: the receiving half hears of it, too.
        }
    }

    /// <summary>Takes one message from the bytes; returns how many it had, 0 when the rest has yet to come.</summary>
    protected abstract int Take(ReadOnlySpan<byte> bytes);

    /// <summary>The other side has gone.</summary>
    protected virtual void Closed()
    {
    }

    private bool Receive()
    {
        if (_filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        _receive.SetBuffer(_buffer, _filled, _buffer.Length - _filled);
        return _socket.ReceiveAsync(_receive);
    }

    private void OnReceived()
    {
        try
        {
            while (_receive is { SocketError: SocketError.Success, BytesTransferred: > 0 })
            {
                _filled += _receive.BytesTransferred;
                TakeAll();
                if (Receive())
                {
                    return;
                }
            }
        }
        catch (ObjectDisposedException)
        {
            return;
        }

        lock (_gate)
        {
            Closed();
        }
    }

    private void TakeAll()
    {
        lock (_gate)
        {
            var taken = 0;
            for (int length; taken < _filled && (length = Take(_buffer.AsSpan(taken, _filled - taken))) > 0;)
            {
                taken += length;
            }

            _buffer.AsSpan(taken, _filled - taken).CopyTo(_buffer);
            _filled -= taken;
        }
    }
}
