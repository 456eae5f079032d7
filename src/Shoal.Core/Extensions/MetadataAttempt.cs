using System.Security.Cryptography;
using Shoal.Core.Primitives;
using Shoal.Core.Torrents;

namespace Shoal.Core.Extensions;

/// <summary>One try at an info dictionary of one length; memory is taken block by block as they arrive.</summary>
internal sealed class MetadataAttempt(int totalBytes, PeerHandle? onlyPeer, TimeSpan deadline)
{
    private readonly byte[]?[] _blocks = new byte[]?[BlocksIn(totalBytes)];
    private readonly PeerHandle[] _givers = new PeerHandle[BlocksIn(totalBytes)];
    private readonly TimeSpan?[] _askedAt = new TimeSpan?[BlocksIn(totalBytes)];
    private int _present;
    private int _firstMissing;
    private TimeSpan _nothingUntil;

    public int TotalBytes => totalBytes;

    /// <summary>Nobody else is asked; null when everybody is.</summary>
    public PeerHandle? OnlyPeer => onlyPeer;

    /// <summary>When it is given up.</summary>
    public TimeSpan Deadline => deadline;

    public int BlockCount => _blocks.Length;
    public bool IsWhole => _present == _blocks.Length;

    public bool Has(int block) => _blocks[block] is not null;

    public int LengthOf(int block) => Math.Min(MetadataMessage.BlockSize, totalBytes - block * MetadataMessage.BlockSize);

    /// <summary>A block that is missing and that nobody was asked for lately; false when there is none.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <param name="askAgainAfter">How long whoever was asked has the block for itself.</param>
    /// <param name="isAskedOf">Blocks this peer has been asked for already.</param>
    public bool TryPick(TimeSpan now, TimeSpan askAgainAfter, Dictionary<int, TimeSpan> isAskedOf, out int block)
    {
        block = 0;
        if (now < _nothingUntil) return false;
        var earliest = TimeSpan.MaxValue;
        for (block = _firstMissing; block < _blocks.Length; block++)
        {
            if (Has(block)) continue;
            var free = _askedAt[block] is { } askedAt ? askedAt + askAgainAfter : TimeSpan.Zero;
            if (now >= free && !isAskedOf.ContainsKey(block))
            {
                _askedAt[block] = now;
                return true;
            }

            if (free < earliest) earliest = free;
        }

        // With many peers most calls end here, and the next ones are spared the search.
        _nothingUntil = earliest;
        return false;
    }

    /// <summary>Whoever was asked will not answer: others may be asked at once.</summary>
    public void Release(int block) => (_askedAt[block], _nothingUntil) = (null, TimeSpan.Zero);

    public void Store(int block, ReadOnlySpan<byte> bytes, PeerHandle giver)
    {
        _blocks[block] = bytes.ToArray();
        _givers[block] = giver;
        _present++;
        while (_firstMissing < _blocks.Length && Has(_firstMissing)) _firstMissing++;
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
