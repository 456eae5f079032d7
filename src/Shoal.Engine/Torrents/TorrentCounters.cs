using Shoal.Core.Torrents;
using Shoal.Engine.Discovery.Trackers;

namespace Shoal.Engine.Torrents;

/// <summary>Payload counted as it passes the inbox, what earlier runs moved included.</summary>
internal sealed class TorrentCounters(long downloadedBefore, long uploadedBefore)
{
    private long _downloaded, _uploaded;

    public long Downloaded => downloadedBefore + _downloaded;
    public long Uploaded => uploadedBefore + _uploaded;

    /// <summary>Payload of peers that have left which was thrown away.</summary>
    public long Wasted { get; set; }

    public void Count(in TorrentInput input)
    {
        if (input.Kind == TorrentInputKind.BlockArrived) _downloaded += input.Length;
        else if (input.Kind == TorrentInputKind.BlocksSent) _uploaded += input.Length;
    }

    /// <summary>What trackers are told: bytes since this start.</summary>
    public TransferTotals Totals(long left) => new(Volatile.Read(ref _uploaded), Volatile.Read(ref _downloaded), left);
}
