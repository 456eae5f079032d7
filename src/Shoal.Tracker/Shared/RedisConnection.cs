using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>A connection to one Redis-protocol server: commands are queued, sent together, and answered in order.</summary>
internal sealed class RedisConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly MemoryStream _out = new();
    private byte[] _in = new byte[64 * 1024];
    private int _filled;

    /// <summary>What to add to our clock to have the server's.</summary>
    public TimeSpan ClockOffset { get; private set; }

    /// <exception cref="SocketException">It is not there.</exception>
    /// <exception cref="IOException">It does not want us, or speaks something else.</exception>
    public async Task OpenAsync(HostPort server, string? password, TimeProvider time, CancellationToken cancel)
    {
        await _socket.ConnectAsync(server.Host, server.Port, cancel).ConfigureAwait(false);
        if (password is not null)
        {
            Queue("AUTH"u8.ToArray(), Encoding.UTF8.GetBytes(password));
            var answer = await AskAsync(cancel).ConfigureAwait(false);
            if (answer.IsError) throw new IOException(Encoding.UTF8.GetString(answer.Text));
        }

        // All trackers stamp by the server's clock, so theirs may differ.
        Queue("TIME"u8.ToArray());
        var told = await AskAsync(cancel).ConfigureAwait(false);
        if (told.Items.Count < 1 || !long.TryParse(Encoding.ASCII.GetString(told.Items[0]), CultureInfo.InvariantCulture, out var seconds))
            throw new IOException(told.IsError ? Encoding.UTF8.GetString(told.Text) : "it does not tell the time");
        var micros = told.Items.Count > 1 && long.TryParse(Encoding.ASCII.GetString(told.Items[1]), CultureInfo.InvariantCulture, out var m) ? m : 0;
        ClockOffset = DateTimeOffset.FromUnixTimeSeconds(seconds).AddMicroseconds(micros) - time.GetUtcNow();
    }

    public void Queue(params ReadOnlySpan<byte[]> words)
    {
        Write($"*{words.Length}\r\n");
        foreach (var word in words)
        {
            Write($"${word.Length}\r\n");
            _out.Write(word);
            _out.Write("\r\n"u8);
        }
    }

    /// <summary>Sends what is queued.</summary>
    public async Task FlushAsync(CancellationToken cancel)
    {
        var bytes = _out.GetBuffer().AsMemory(0, (int)_out.Length);
        while (!bytes.IsEmpty) bytes = bytes[await _socket.SendAsync(bytes, cancel).ConfigureAwait(false)..];
        _out.SetLength(0);
    }

    /// <summary>The next reply.</summary>
    /// <exception cref="IOException">The server hung up, or speaks something else.</exception>
    public async Task<RespReply> ReadAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (!RespReader.TryRead(_in.AsSpan(0, _filled), out var reply, out var length)) throw new IOException("it does not speak the Redis protocol");
            if (reply is not null)
            {
                _in.AsSpan(length, _filled - length).CopyTo(_in);
                _filled -= length;
                return reply;
            }

            if (_filled == _in.Length) Array.Resize(ref _in, _in.Length < 2 * RespReader.MaxStringBytes ? _in.Length * 2 : throw new IOException("its answer is too long"));
            var read = await _socket.ReceiveAsync(_in.AsMemory(_filled), cancel).ConfigureAwait(false);
            if (read == 0) throw new IOException("it hung up");
            _filled += read;
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _out.Dispose();
    }

    private async Task<RespReply> AskAsync(CancellationToken cancel)
    {
        await FlushAsync(cancel).ConfigureAwait(false);
        return await ReadAsync(cancel).ConfigureAwait(false);
    }

    private void Write(FormattableString text) => _out.Write(Encoding.ASCII.GetBytes(FormattableString.Invariant(text)));
}
