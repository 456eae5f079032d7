using System.Buffers;
using System.Buffers.Binary;
using Shoal.Core.PeerWire;

namespace Shoal.Engine.Peers;

/// <summary>The receiving half of a connection: cuts the stream into frames and hands each to <see cref="PeerInbound"/>.</summary>
internal sealed class PeerReceiver(PeerTransport transport, PeerInbound inbound, IPeerHost host)
{
    /// <summary>Longest frame accepted, in bytes: a bitfield of two million pieces fits four times (threats row 19).</summary>
    public const int FrameBytesMax = 1024 * 1024;
    private const int LengthPrefixBytes = 4;
    private const int BufferBytesFirst = 4 * 1024;
    private const int BufferBytesMax = 256 * 1024;

    /// <summary>After a read this small the buffer goes back to the pool until the peer speaks again.</summary>
    private const int QuietReadBytes = 1024;

    private byte[] _buffer = [];
    private int _filled;

    /// <summary>Bytes read from the socket so far.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Runs until the peer closes (returns normally), breaks the protocol, or the socket fails.</summary>
    /// <exception cref="PeerProtocolException">The peer sent what no peer may send.</exception>
    public async Task RunAsync()
    {
        try
        {
            var wanted = BufferBytesFirst;
            while (true)
            {
                if (_buffer.Length == 0) await transport.WaitAsync().ConfigureAwait(false);
                EnsureRoom(wanted);
                var room = Math.Min(_buffer.Length - _filled, host.DownloadLimits.Step);
                var received = await transport.ReceiveAsync(_buffer.AsMemory(_filled, room)).ConfigureAwait(false);
                if (received == 0) return;
                BytesReceived += received;
                _filled += received;

                int frameNeeds;
                while (!TryReadFrames(out frameNeeds))
                {
                    await inbound.FlushAsync().ConfigureAwait(false);
                    await inbound.RoomAsync().ConfigureAwait(false);
                }

                await inbound.FlushAsync().ConfigureAwait(false);
                await host.DownloadLimits.PayAsync(received).ConfigureAwait(false);

                // A read that filled all room is followed by a larger one.
                wanted = Math.Max(frameNeeds, received == room ? Math.Min(_buffer.Length * 2, BufferBytesMax) : _buffer.Length);
                if (_filled == 0 && received <= QuietReadBytes) Release();
            }
        }
        finally
        {
            Release();
        }
    }

    // Hands on the whole frames and moves the rest to the start. False when the peer was sated before the last of them: to be called again, for
    // no read would bring those out. Also gives the buffer size that the next frame needs.
    private bool TryReadFrames(out int needs)
    {
        ReadOnlySpan<byte> rest = _buffer.AsSpan(0, _filled);
        var status = FrameStatus.NeedMoreData;
        bool isSated;   // asked once a frame: the sending half may make room at any time
        while (!(isSated = inbound.IsSated) && (status = PeerFrame.TryRead(rest, FrameBytesMax, out var body, out var consumed)) == FrameStatus.Complete)
        {
            if (!body.IsEmpty && PeerMessageReader.Dispatch(body, inbound) == MessageStatus.Malformed)
                throw new PeerProtocolException($"message {body[0]} is malformed");
            rest = rest[consumed..];
        }

        if (status == FrameStatus.TooLong) throw new PeerProtocolException("a frame is over 1 MiB");
        needs = LengthPrefixBytes + (rest.Length >= LengthPrefixBytes ? BinaryPrimitives.ReadInt32BigEndian(rest) : 0);
        if (rest.Length < _filled) rest.CopyTo(_buffer);
        _filled = rest.Length;
        return !isSated;
    }

    private void EnsureRoom(int wanted)
    {
        if (_buffer.Length >= wanted && _filled < _buffer.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, BufferBytesFirst));
        _buffer.AsSpan(0, _filled).CopyTo(larger);
        Release();
        _buffer = larger;
    }

    private void Release()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
