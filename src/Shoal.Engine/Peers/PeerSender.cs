using System.Buffers;
using System.Threading.Channels;
using Shoal.Core.PeerWire;
using Shoal.Core.Torrents;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Peers;

/// <summary>The sending half of a connection: turns commands into bytes and requests of the peer into blocks.</summary>
/// <remarks>It alone knows which of the peer's requests are open, so nothing here is shared and nothing is locked.</remarks>
internal sealed class PeerSender(PeerTransport transport, PeerHandle handle, ChannelReader<PeerCommand> commands, IPeerHost host, bool isFast)
{
    /// <summary>Blocks read and sent at once, as far as they and their heads fit the buffer: 15 whole ones, or many of small files.</summary>
    private const int BatchBlocksMax = 64;
    private const int ControlBytesMax = 8 * 1024;
    private const int ControlMessageMax = 64;
    private const int BufferBytes = 256 * 1024;

    private readonly UploadQueue _uploads = new();
    private readonly BlockRange[] _batch = new BlockRange[BatchBlocksMax];
    private readonly HashSet<int> _allowedFast = [];
    private byte[] _buffer = [];
    private int _control;      // control bytes at the start of the buffer, waiting to leave
    private bool _choking = true;

    /// <summary>Blocks the peer waits for; the receiving half counts each before it queues it.</summary>
    public UploadsOpen OpenUploads { get; } = new(PeerInbound.OpenRequestsMax);

    /// <summary>Bytes that left so far.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Runs until the command queue is completed or the socket fails.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (await commands.WaitToReadAsync().ConfigureAwait(false))
            {
                while (Drain() || _uploads.Count > 0) await FlushAsync().ConfigureAwait(false);
                ReturnBuffer();
            }
        }
        finally
        {
            OpenUploads.Close();
            ReturnBuffer();
        }
    }

    // Turns waiting commands into control bytes. True when there are some to send.
    private bool Drain()
    {
        while (_control < ControlBytesMax - ControlMessageMax && commands.TryRead(out var command)) Apply(command);
        return _control > 0;
    }

    private void Apply(in PeerCommand command)
    {
        switch (command.Kind)
        {
            case PeerCommandKind.Interested: Write(PeerMessageId.Interested); break;
            case PeerCommandKind.NotInterested: Write(PeerMessageId.NotInterested); break;
            case PeerCommandKind.Unchoke: _choking = false; Write(PeerMessageId.Unchoke); break;
            case PeerCommandKind.Choke: Choke(); break;
            case PeerCommandKind.Have: Write(new HaveMessage((uint)command.Piece)); break;
            case PeerCommandKind.AllowedFast: AllowFast(command.Piece); break;
            case PeerCommandKind.Request:
                Write(new RequestMessage((uint)command.Piece, (uint)command.Offset, (uint)command.Length));
                break;
            case PeerCommandKind.Cancel:
                Write(new CancelMessage((uint)command.Piece, (uint)command.Offset, (uint)command.Length));
                break;
            case PeerCommandKind.KeepAlive: WriteFrame([0, 0, 0, 0]); break;
            case PeerCommandKind.Frame: WriteFrame(command.Bytes!); break;
            case PeerCommandKind.TheirRequest: Accept(RangeOf(command)); break;
            case PeerCommandKind.TheirCancel: Withdraw(RangeOf(command)); break;
            case PeerCommandKind.None:
            default: break;
        }
    }

    private void AllowFast(int piece)
    {
        _allowedFast.Add(piece);
        Write(new AllowedFastMessage((uint)piece));
    }

    private void Accept(BlockRange range)
    {
        if (_choking && !_allowedFast.Contains(range.Piece.Value)) Refuse(range);
        else _uploads.Enqueue(range);
    }

    // Every request gets an answer, a cancelled one too (BEP 6).
    private void Withdraw(BlockRange range)
    {
        if (_uploads.Remove(range)) Refuse(range);
    }

    // A choke answers all open requests but the allowed-fast ones (BEP 6); without the extension it drops them (BEP 3).
    private void Choke()
    {
        _choking = true;
        Write(PeerMessageId.Choke);
        for (var left = _uploads.Count; left > 0; left--)
        {
            var range = _uploads.Dequeue();
            if (_allowedFast.Contains(range.Piece.Value)) _uploads.Enqueue(range);
            else Refuse(range);
        }
    }

    private void Refuse(BlockRange range)
    {
        OpenUploads.Remove(1);
        if (isFast) Write(new RejectMessage((uint)range.Piece.Value, (uint)range.Offset, (uint)range.Length));
    }

    private BlockRange RangeOf(in PeerCommand command) =>
        new(host.Content!.Geometry.Piece(command.Piece), command.Offset, command.Length);

    private async ValueTask FlushAsync()
    {
        var blocks = TakeBatch(out var payload);
        var length = _control;
        if (blocks > 0)
        {
            ReadBlocks(blocks);
            length += payload + blocks * PieceHead.Size;
        }

        for (var sent = 0; sent < length;)
            sent += await transport.SendAsync(_buffer.AsMemory(sent, length - sent)).ConfigureAwait(false);
        _control = 0;
        BytesSent += length;
        if (blocks == 0) return;

        OpenUploads.Remove(blocks);
        await host.PostAsync(TorrentInput.BlocksSent(handle, payload)).ConfigureAwait(false);
        await host.UploadLimits.PayAsync(payload).ConfigureAwait(false);
    }

    private int TakeBatch(out int payload)
    {
        payload = 0;
        var count = 0;
        var step = host.UploadLimits.Step;
        var room = BufferBytes - Math.Max(_control, ControlBytesMax);
        while (count < BatchBlocksMax && _uploads.Count > 0 && (count == 0 || (payload < step && room >= PieceHead.Size + _uploads.Next.Length)))
        {
            room -= PieceHead.Size + _uploads.Next.Length;
            _batch[count] = _uploads.Dequeue();
            payload += _batch[count++].Length;
        }

        return count;
    }

    private void ReadBlocks(int count)
    {
        EnsureBuffer(BufferBytes);
        try
        {
            host.Content!.Store.Read(_batch.AsSpan(0, count), _buffer.AsMemory(_control), PieceHead.Size);
        }
        catch (IOException failure)
        {
            host.OnReadFailed(failure.Message);   // expected: the file vanished, shrank or the disk failed
            throw;
        }

        var at = _control;
        foreach (var range in _batch.AsSpan(0, count))
        {
            PieceHead.Write(_buffer.AsSpan(at), (uint)range.Piece.Value, (uint)range.Offset, range.Length);
            at += PieceHead.Size + range.Length;
        }
    }

    private void Write(PeerMessageId id) => WriteFrame([0, 0, 0, 1, (byte)id]);

    private void Write<TMessage>(TMessage message) where TMessage : struct, IPeerMessage<TMessage>
    {
        var length = message.FrameLength;
        EnsureBuffer(_control + length);
        message.Write(_buffer.AsSpan(_control, length));
        _control += length;
    }

    private void WriteFrame(ReadOnlySpan<byte> frame)
    {
        EnsureBuffer(_control + frame.Length);
        frame.CopyTo(_buffer.AsSpan(_control));
        _control += frame.Length;
    }

    private void EnsureBuffer(int bytes)
    {
        if (_buffer.Length >= bytes) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes, 1024));
        _buffer.AsSpan(0, _control).CopyTo(larger);
        ReturnBuffer();
        _buffer = larger;
    }

    private void ReturnBuffer()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
