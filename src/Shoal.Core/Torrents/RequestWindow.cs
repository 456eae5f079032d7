using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>How many blocks may be open at one peer: its rate times the queue time, found by slow start.</summary>
internal struct RequestWindow(int maxBlocks)
{
    /// <summary>Fewest blocks asked of a peer that answers.</summary>
    public const int MinBlocks = 4;

    /// <summary>Blocks asked of a peer that just unchoked us: 1 MiB, so that a near peer is busy from the first round trip.</summary>
    public const int InitialBlocks = 64;

    /// <summary>Blocks a peer queues when it does not say (BEP 10 "reqq"): libtorrent's word.</summary>
    public const int UntoldMaxBlocks = 250;

    /// <summary>A sample must beat the one before by this much, or the ramp has met the peer's rate.</summary>
    private const double StillGrowing = 1.1;

    private int _maxBlocks = maxBlocks;
    private bool _isSlowStart;
    private double _lastSample;

    /// <summary>What the peer and we allow at most.</summary>
    public readonly int Max => _maxBlocks;

    public int Size { get; private set; } = Math.Min(MinBlocks, maxBlocks);

    public static int Limit(TorrentOptions options, int maxRequests) =>
        Math.Min(options.MaxRequestsPerPeer, maxRequests <= 0 ? UntoldMaxBlocks : maxRequests);

    /// <summary>The peer unchoked us: ramp up from here.</summary>
    public void Open() => (Size, _isSlowStart, _lastSample) = (Math.Min(InitialBlocks, _maxBlocks), true, 0);

    /// <summary>The peer said how many it queues.</summary>
    public void SetMax(int maxBlocks) => (_maxBlocks, Size) = (maxBlocks, Math.Min(Size, maxBlocks));

    /// <summary>One more per block doubles the window each round trip.</summary>
    public void OnBlock()
    {
        if (_isSlowStart && Size < _maxBlocks) Size++;
    }

    public void OnSample(in RateMeter meter, TimeSpan queueTime, bool isSnubbed)
    {
        if (isSnubbed || meter.LastSample == 0) return;
        if (_isSlowStart && meter.LastSample > _lastSample * StillGrowing)
        {
            _lastSample = meter.LastSample;
            return;
        }

        _isSlowStart = false;
        var blocks = meter.Rate * queueTime.TotalSeconds / TorrentGeometry.BlockSize;
        Size = (int)Math.Clamp(blocks, Math.Min(MinBlocks, _maxBlocks), _maxBlocks);
    }

    public void Snub() => (Size, _isSlowStart) = (1, false);

    /// <summary>It answers again: ramp up, from the least.</summary>
    public void Recover() => (Size, _isSlowStart, _lastSample) = (Math.Min(MinBlocks, _maxBlocks), true, 0);
}
