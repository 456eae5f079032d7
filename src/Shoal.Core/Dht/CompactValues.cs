using Shoal.Core.Bencoding;

namespace Shoal.Core.Dht;

/// <summary>The peers of a get_peers reply: a bencoded list of compact addresses, one string each (BEP 5).</summary>
public ref struct CompactValues
{
    private BencodeReader _reader;
    private readonly bool _isList;

    /// <param name="values"><see cref="KrpcMessage.Values"/>; anything else than a list holds nobody.</param>
    public CompactValues(ReadOnlySpan<byte> values)
    {
        _reader = new BencodeReader(values, maxDepth: 4, KrpcMessage.MaxTokens);
        _isList = _reader.TryReadList();
    }

    /// <summary>The next peer that can be dialled; strings of other lengths and port 0 are passed over.</summary>
    public bool TryNext(out NodeAddress peer)
    {
        peer = default;
        while (_isList && _reader.NextItem())
        {
            if (_reader.TryReadString(out var bytes) && NodeAddress.TryReadCompact(bytes, out peer) && peer.Port != 0) return true;
            if (_reader.Error != BencodeError.None) return false;
        }

        return false;
    }

    /// <summary>Bytes one peer takes in the list.</summary>
    public static int SizeOf(bool isV6) => isV6 ? 3 + NodeAddress.SizeV6 : 2 + NodeAddress.SizeV4;

    /// <summary>Writes one item of a list; returns its length.</summary>
    public static int Write(NodeAddress peer, Span<byte> destination)
    {
        var head = peer.IsV6 ? "18:"u8 : "6:"u8;
        head.CopyTo(destination);
        return head.Length + peer.WriteCompact(destination[head.Length..]);
    }
}
