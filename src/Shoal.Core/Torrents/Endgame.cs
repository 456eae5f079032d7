using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>
/// When nothing is left to ask for, a peer with time on its hands is asked for what others will bring later than it would: the
/// newest requests of the slowest. Whoever comes second is cancelled.
/// </summary>
internal sealed class Endgame(PeerTable peers, PartialPieces partials)
{
    /// <summary>Most peers asked for one block at once.</summary>
    public const int MaxRequesters = 3;

    /// <summary>A peer of unknown rate is taken for this slow, in bytes a second.</summary>
    private const double UnknownRate = 1024;

    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(2);

    /// <summary>A block is asked twice when the second peer would bring it in less than half the time of the first, and this much sooner.</summary>
    public const double WorthSeconds = 0.5;

    /// <summary>The same while the torrent still lacks pieces that nobody here has: the end is far, and only a stuck block worth a second copy.</summary>
    private const double WorthSecondsMidway = 10;

    /// <param name="isLastCall">Nothing at all waits to be asked for, not even what nobody here has.</param>
    public void Duplicate(TorrentPeer peer, int room, bool isLastCall, TimeSpan now, List<TorrentOutput> outputs)
    {
        if (peer.IsOnParole || peer.IsChoking || peer.Requests.Count >= peer.EndgameBelow) return;
        for (var i = 0; i < peers.Count && room > 0; i++)
        {
            // Not always the same victim first.
            var victim = peers[(peer.Position + i) % peers.Count];
            if (victim != peer && victim.Requests.Count > 0 && !IsStarting(victim, now))
                room = DuplicateFrom(victim, peer, room, isLastCall ? WorthSeconds : WorthSecondsMidway, now, outputs);
        }

        peer.EndgameBelow = (peer.Requests.Count + 1) / 2;
    }

    private int DuplicateFrom(TorrentPeer victim, TorrentPeer peer, int room, double worthSeconds, TimeSpan now, List<TorrentOutput> outputs)
    {
        var keys = victim.Requests.Keys;
        var left = victim.Requests.Count;
        for (var at = keys.Length - 1; at >= 0 && room > 0; at--)
        {
            if (keys[at] < 0) continue;
            if (SecondsFor(left--, victim) < 2 * SecondsFor(peer.Requests.Count + 1, peer) + worthSeconds) break;
            if (!MayDuplicate(keys[at], peer, now, out var partial)) continue;
            var blockIndex = OpenRequests.BlockOf(keys[at]);
            partial.Blocks[blockIndex].Requesters++;
            peer.Requests.Add(keys[at]);
            outputs.Add(TorrentOutput.SendRequest(peer.Handle, partial.Block(blockIndex)));
            room--;
        }

        return room;
    }

    /// <summary>It was asked a moment ago and its rate is not known yet: it gets its chance.</summary>
    private static bool IsStarting(TorrentPeer peer, TimeSpan now) => peer.Download.Rate == 0 && now - peer.AnsweredAt < StartTime;

    private bool MayDuplicate(long key, TorrentPeer peer, TimeSpan now, out PartialPiece partial) =>
        partials.TryGet(OpenRequests.PieceOf(key), out partial!)
        && partial.Blocks[OpenRequests.BlockOf(key)] is { State: BlockState.Requested, Requesters: < MaxRequesters }
        && partial.MayOthersHelp(now)
        && peer.Has(partial.Index.Value)
        && !peer.Requests.Contains(key);

    /// <summary>Until the peer has brought so many blocks, as it has been.</summary>
    public static double SecondsFor(int blocks, TorrentPeer peer) =>
        blocks * TorrentGeometry.BlockSize / (peer.IsSnubbed ? 1 : Math.Max(peer.Download.Rate, UnknownRate));
}
