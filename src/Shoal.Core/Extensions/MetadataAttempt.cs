using System.Security.Cryptography;
using Shoal.Core.Primitives;
using Shoal.Core.Torrents;

namespace Shoal.Core.Extensions;

/// <summary>One try at an info dictionary of one length; memory is taken block by block as they arrive.</summary>
/// <param name="totalBytes">The length that is being tried.</param>
/// <param name="onlyPeer">Nobody else is asked; null when everybody is.</param>
/// <param name="deadline">When it is given up.</param>
internal sealed class MetadataAttempt(int totalBytes, PeerHandle? onlyPeer, TimeSpan deadline)
{
    /// <summary>After this long another peer is asked for the same block as well.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(3);

    private readonly byte[]?[] _blocks = new byte[]?[BlocksIn(totalBytes)];
    private readonly PeerHandle[] _givers = new PeerHandle[BlocksIn(totalBytes)];

    public int TotalBytes => totalBytes;
    public PeerHandle? OnlyPeer => onlyPeer;
    public TimeSpan Deadline => deadline;
    public RequestBoard Board { get; } = new(BlocksIn(totalBytes), AskAgainAfter);

    public int LengthOf(int block) => Math.Min(MetadataMessage.BlockSize, totalBytes - block * MetadataMessage.BlockSize);

    public void Store(int block, ReadOnlySpan<byte> bytes, PeerHandle giver)
    {
        _blocks[block] = bytes.ToArray();
        _givers[block] = giver;
        Board.Put(block);
    }

    /// <summary>The whole dictionary when every name of the torrent says it is right, else null.</summary>
    public byte[]? Verify(InfoHashes names)
    {
        var info = new byte[totalBytes];
        for (var i = 0; i < _blocks.Length; i++) _blocks[i]!.CopyTo(info, i * MetadataMessage.BlockSize);
        if (names.V1 is { } v1 && new InfoHash(SHA1.HashData(info)) != v1) return null;
        if (names.V2 is { } v2 && new Sha256Hash(SHA256.HashData(info)) != v2) return null;
        return info;
    }

    /// <summary>Who gave which bytes, to be held against the truth when it is known.</summary>
    public IEnumerable<(PeerHandle Giver, int Block, Sha256Hash Digest)> Evidence() =>
        _blocks.Select((block, i) => (_givers[i], i, new Sha256Hash(SHA256.HashData(block!))));

    /// <summary>Everybody that gave a block.</summary>
    public IReadOnlyCollection<PeerHandle> Givers() => _givers.ToHashSet();

    private static int BlocksIn(int totalBytes) => (totalBytes + MetadataMessage.BlockSize - 1) / MetadataMessage.BlockSize;
}
