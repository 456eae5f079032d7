using System.Buffers.Binary;
using System.Net;
using Shoal.Core.Codes;
using Shoal.Core.Extensions;
using Shoal.Core.PeerWire;
using Shoal.Core.Primitives;
using Shoal.Engine.Peers;

namespace Shoal.Engine.Codes;

/// <summary>One connection at a meeting place: messages of one extension of ours, in the clear first, sealed once a secret is proven.</summary>
/// <remarks>One task hears at a time; any may speak.</remarks>
internal sealed class CodeTalk : IDisposable
{
    /// <summary>Longest frame, in bytes: an extension handshake, or a sealed record.</summary>
    private const int FrameBytesMax = 80 * 1024;

    /// <summary>Frames of no use that a peer may send in a row: bitfields, choke and the like of other clients.</summary>
    private const int OtherFramesMax = 64;

    private const int LengthBytes = 4, HeadBytes = 2;

    private readonly PeerLink _link;
    private readonly Action _closed;
    private readonly ExtensionId _extension;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CodeParcels _parcels = new();
    private CodeSeal? _seal;
    private byte _theirNumber;
    private int _isClosed;

    /// <param name="link">Owned from now on.</param>
    /// <param name="closed">Called once, when it is closed.</param>
    /// <param name="extension">What is spoken: of codes, or of rooms.</param>
    public CodeTalk(PeerLink link, Action closed, ExtensionId extension = ExtensionId.ShoalCode) => (_link, _closed, _extension) = (link, closed, extension);

    public IPEndPoint Address => _link.Address;
    public bool IsIncoming => _link.IsIncoming;
    public bool IsSealed => _seal is not null;

    /// <summary>Tells one program's connections from another's.</summary>
    public PeerId PeerId => _link.Theirs.PeerId;

    /// <summary>Where the other side says it listens; 0 when it did not.</summary>
    public int TheirPort { get; private set; }

    /// <summary>Says which extension is spoken here, and hears the same.</summary>
    /// <exception cref="PeerProtocolException">The peer does not speak it: another client that chose the same info-hash.</exception>
    public async Task GreetAsync(int listenPort, CancellationToken cancel)
    {
        if (!_link.Theirs.SupportsExtensions) throw new PeerProtocolException("it speaks no extensions");
        var ours = new ExtensionHandshake { Extensions = ExtensionMap.Of(_extension), ListenPort = listenPort == 0 ? null : listenPort };
        await SendFrameAsync((byte)ExtensionId.Handshake, ours.ToPayload(), cancel).ConfigureAwait(false);
        var (id, payload) = await ReceiveFrameAsync(cancel).ConfigureAwait(false);
        if (id != (byte)ExtensionId.Handshake || !ExtensionHandshake.TryRead(payload, out var theirs) || !theirs.Extensions.Supports(_extension))
            throw new PeerProtocolException("it does not speak our extension");
        (_theirNumber, TheirPort) = (theirs.Extensions[_extension], theirs.ListenPort ?? 0);
    }

    /// <summary>A message as it is.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancel) => SendFrameAsync(_theirNumber, message, cancel);

    /// <summary>The next message as it is.</summary>
    public async Task<byte[]> ReceiveAsync(CancellationToken cancel)
    {
        while (true)
        {
            var (id, payload) = await ReceiveFrameAsync(cancel).ConfigureAwait(false);
            if (id == (byte)_extension) return payload;
        }
    }

    /// <summary>From here on everything is sealed.</summary>
    public void Seal(CodeSeal seal) => _seal = seal;

    /// <summary>Says something, sealed.</summary>
    public async Task SayAsync(CodeParcelKind kind, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        // A body's records must not mingle with another's, and are numbered in the order they leave.
        await _sending.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            foreach (var record in CodeParcels.Cut(kind, body))
                await WriteAsync(_theirNumber, _seal!.Seal(record), cancel).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next that the other side says, opened and whole.</summary>
    /// <exception cref="PeerProtocolException">It cannot be opened, or breaks a limit.</exception>
    public async Task<(CodeParcelKind Kind, byte[] Body)> HearAsync(CancellationToken cancel)
    {
        while (true)
        {
            var message = await ReceiveAsync(cancel).ConfigureAwait(false);
            if (!_seal!.TryOpen(message, out var record) || !_parcels.TryAdd(record, out var kind, out var body))
                throw new PeerProtocolException("what it says cannot be opened");
            if (body is not null) return (kind, body);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0) return;
        _link.Transport.Dispose();
        _closed();
    }

    private async ValueTask SendFrameAsync(byte id, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        await _sending.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            await WriteAsync(id, payload, cancel).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    private ValueTask WriteAsync(byte id, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        var message = new ExtendedMessage(id, payload.Span);
        var frame = new byte[message.FrameLength];
        message.Write(frame);
        return _link.Transport.SendAllAsync(frame, cancel);
    }

    // The payload of the next extension message, whatever its number.
    private async Task<(byte Id, byte[] Payload)> ReceiveFrameAsync(CancellationToken cancel)
    {
        var head = new byte[LengthBytes];
        for (var others = 0; others < OtherFramesMax;)
        {
            await _link.Transport.ReceiveExactlyAsync(head, cancel).ConfigureAwait(false);
            var length = BinaryPrimitives.ReadUInt32BigEndian(head);
            if (length == 0) continue;   // keep-alive; the deadlines of the talk are elsewhere
            if (length > FrameBytesMax) throw new PeerProtocolException("its frame is too long");
            var body = new byte[length];
            await _link.Transport.ReceiveExactlyAsync(body, cancel).ConfigureAwait(false);
            if (body[0] == (byte)PeerMessageId.Extended && body.Length >= HeadBytes) return (body[1], body[HeadBytes..]);
            others++;
        }

        throw new PeerProtocolException("it says nothing of use");
    }
}
