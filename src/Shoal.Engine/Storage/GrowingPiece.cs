using Shoal.Core.Pieces;

namespace Shoal.Engine.Storage;

/// <summary>A piece between its first request and its verdict: where its blocks are and which are here.</summary>
/// <remarks>
/// Objects are used again for other pieces. A thread that found one in a table may come late: every entry names the
/// store and piece it means, and is refused when the object serves another by now.
/// </remarks>
internal sealed unsafe class GrowingPiece
{
    private readonly Lock _lock = new();
    private ulong[] _claimed = [];
    private ulong[] _here = [];
    private int _blocks;
    private int _blocksHere;
    private int _users;
    private Phase _phase;

    private enum Phase : byte { Idle, Filling, Queued, Dropped }

    public TorrentStorage? Owner { get; private set; }
    public PieceIndex Piece { get; private set; }
    public int Length { get; private set; }

    /// <summary>Its bytes; null when its blocks go to the file as they come.</summary>
    public byte* Start { get; private set; }

    public bool IsSpilled => Start is null;
    public bool WantsBlockDigests { get; private set; }

    /// <summary>Its bytes in memory.</summary>
    public Span<byte> Bytes => new(Start, Length);

    /// <summary>Takes on a piece; only for an object from the pool.</summary>
    public void Begin(TorrentStorage owner, PieceIndex piece, int length, int blocks, byte* start)
    {
        lock (_lock)
        {
            (Owner, Piece, Length, _blocks) = (owner, piece, length, blocks);
            Start = start;
            var words = (blocks + 63) / 64;
            if (_claimed.Length < words) (_claimed, _here) = (new ulong[words], new ulong[words]);
            Empty();
        }
    }

    /// <summary>True when the caller, and nobody else, now writes this block; it must call <see cref="Finish"/>.</summary>
    public bool TryClaim(TorrentStorage owner, BlockAddress block)
    {
        var (word, bit) = Bit(block.BlockIndex);
        lock (_lock)
        {
            if (_phase != Phase.Filling || Owner != owner || Piece != block.Piece || (_claimed[word] & bit) != 0) return false;
            _claimed[word] |= bit;
            _users++;
            return true;
        }
    }

    /// <summary>Ends a claim. True when the piece was dropped meanwhile and the caller was the last to leave: it recycles.</summary>
    public bool Finish(int blockIndex, bool stored)
    {
        var (word, bit) = Bit(blockIndex);
        lock (_lock)
        {
            _users--;
            if (stored)
            {
                _here[word] |= bit;
                _blocksHere++;
            }
            else
            {
                _claimed[word] &= ~bit;
            }

            return _phase == Phase.Dropped && _users == 0;
        }
    }

    /// <summary>Closes the piece to blocks and hands it to the hasher; false when a block is missing.</summary>
    public bool TryQueue(bool wantsBlockDigests)
    {
        lock (_lock)
        {
            if (_phase != Phase.Filling || _blocksHere != _blocks) return false;
            (_phase, WantsBlockDigests) = (Phase.Queued, wantsBlockDigests);
            return true;
        }
    }

    /// <summary>True when nobody uses the piece: the caller recycles it. Else the last user does.</summary>
    public bool Drop(out bool wasFilling)
    {
        lock (_lock)
        {
            wasFilling = _phase == Phase.Filling;
            var unused = wasFilling && _users == 0;
            _phase = Phase.Dropped;
            return unused;
        }
    }

    /// <summary>For the hasher: nobody dropped it while it waited.</summary>
    public bool IsWanted
    {
        get
        {
            lock (_lock) return _phase == Phase.Queued;
        }
    }

    /// <summary>After a wrong hash: ready for new blocks. False when it was dropped meanwhile: the caller recycles.</summary>
    public bool TryStartOver()
    {
        lock (_lock)
        {
            if (_phase != Phase.Queued) return false;
            Empty();
            return true;
        }
    }

    /// <summary>Back to the pool: no late caller gets in.</summary>
    public void Retire()
    {
        lock (_lock)
        {
            Start = null;
            (Owner, _phase) = (null, Phase.Idle);
        }
    }

    private void Empty()
    {
        Array.Clear(_claimed);
        Array.Clear(_here);
        (_blocksHere, _users, _phase) = (0, 0, Phase.Filling);
    }

    private static (int Word, ulong Bit) Bit(int block) => (block >> 6, 1UL << (block & 63));
}
