using System.Numerics;
using Shoal.Core.Metainfo;
using Shoal.Core.PeerWire;
using Shoal.Core.Primitives;
using Shoal.Core.Torrents;

namespace Shoal.Core.Extensions;

/// <summary>Gets the piece layers that a magnet link's info dictionary does not carry (BEP 52).</summary>
/// <remarks>Each answer is proven against its file's root before it is kept, so a liar spoils nothing and is known at once.</remarks>
public sealed class PieceLayerDownload
{
    /// <summary>Requests open to one peer.</summary>
    public const int MaxRequestsPerPeer = 4;

    /// <summary>After this long another peer is asked for the same hashes as well.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(5);

    private readonly Dictionary<PeerHandle, AskedPeer> _peers = [];
    private readonly List<(FileHashTree Tree, HashRange Range)> _parts = [];
    private readonly Dictionary<HashRange, int> _partByRange = [];
    private readonly ILookup<Sha256Hash, FileHashTree> _treesByRoot;
    private readonly RequestBoard _board;
    private readonly byte[] _hashes;

    /// <param name="metainfo">Of a v2 or hybrid torrent, without layers.</param>
    public PieceLayerDownload(TorrentMetainfo metainfo)
    {
        _hashes = new byte[metainfo.Geometry.PieceCount * Sha256Hash.Size];
        FillShortFiles(metainfo);
        _treesByRoot = FileHashTree.Of(metainfo).ToLookup(t => t.Root);
        foreach (var tree in FileHashTree.Of(metainfo)) AddParts(tree);
        _board = new RequestBoard(_parts.Count, AskAgainAfter);
    }

    /// <summary>The layers once they are complete; at once when no file is longer than a piece.</summary>
    public PieceLayers? Layers => _board.IsWhole ? new PieceLayers(_hashes) : null;

    /// <summary>A peer that speaks v2 (BEP 52); others take a hash request for an error.</summary>
    public void AddPeer(PeerHandle peer) => _peers.TryAdd(peer, new AskedPeer());

    public void RemovePeer(PeerHandle peer)
    {
        if (_peers.Remove(peer, out var asked)) asked.TakeBack(_board);
    }

    /// <summary>Says what to ask whom. Call it when a peer was added, after each message, and every second or so.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <param name="requests">Requests to send are appended.</param>
    public void Ask(TimeSpan now, List<PieceLayerRequest> requests)
    {
        foreach (var asked in _peers.Values)
        {
            if (!asked.IsLate(now)) continue;
            asked.TakeBack(_board);
            asked.BackOff(now);
        }

        foreach (var (peer, asked) in _peers)
        {
            while (asked.IsReady(now) && asked.OpenRequests < MaxRequestsPerPeer && _board.TryPick(now, asked, out var part))
            {
                asked.Ask(part, now);
                requests.Add(new(peer, _parts[part].Range));
            }
        }
    }

    public PieceLayerProgress Receive(PeerHandle peer, in HashesMessage hashes)
    {
        if (!TryAnswer(peer, hashes.Range, out _, out var part) || _board.Has(part)) return PieceLayerProgress.Ignored;
        var (tree, range) = _parts[part];
        if (!HashRequestRules.IsProven(range, hashes.Hashes))
        {
            RemovePeer(peer);
            _board.Release(part);
            return PieceLayerProgress.Lie;
        }

        Keep(tree, (int)range.Index, hashes.Hashes[..((int)range.Length * Sha256Hash.Size)]);
        _board.Put(part);
        return _board.IsWhole ? PieceLayerProgress.Complete : PieceLayerProgress.Taken;
    }

    /// <summary>A peer refused: it is left alone for a while.</summary>
    public void Reject(PeerHandle peer, in HashRejectMessage reject, TimeSpan now)
    {
        if (!TryAnswer(peer, reject.Range, out var asked, out var part)) return;
        _board.Release(part);
        asked.BackOff(now);
    }

    // Files with the same bytes have the same root, and their layer is asked for once.
    private void Keep(FileHashTree tree, int index, ReadOnlySpan<byte> hashes)
    {
        foreach (var twin in _treesByRoot[tree.Root])
        {
            var count = Math.Min(hashes.Length / Sha256Hash.Size, twin.PieceCount - index);
            if (count > 0) hashes[..(count * Sha256Hash.Size)].CopyTo(_hashes.AsSpan((twin.FirstPiece + index) * Sha256Hash.Size));
        }
    }

    private bool TryAnswer(PeerHandle peer, in HashRange range, out AskedPeer asked, out int part)
    {
        part = 0;
        return _peers.TryGetValue(peer, out asked!) && _partByRange.TryGetValue(range, out part) && asked.TryAnswer(part);
    }

    private void FillShortFiles(TorrentMetainfo metainfo)
    {
        var pieceBytes = metainfo.Geometry.PieceBytes;
        foreach (var file in metainfo.Files.Where(f => f.Root is not null && f.Length <= pieceBytes))
            file.Root!.Value.CopyTo(_hashes.AsSpan((int)(file.Offset / pieceBytes) * Sha256Hash.Size));
    }

    // A part is 512 hashes; in the last one of a file only as many as are needed, though two at least, as BEP 52 wants it.
    private void AddParts(in FileHashTree tree)
    {
        for (var first = 0; first < tree.PieceCount; first += HashRequestRules.PreferredLength)
        {
            var left = BitOperations.RoundUpToPowerOf2((uint)(tree.PieceCount - first));
            var length = Math.Clamp(left, 2, HashRequestRules.PreferredLength);
            var range = new HashRange(tree.Root, (uint)tree.PieceHeight, (uint)first, length, (uint)tree.Height - 1);
            if (_partByRange.TryAdd(range, _parts.Count)) _parts.Add((tree, range));
        }
    }
}
