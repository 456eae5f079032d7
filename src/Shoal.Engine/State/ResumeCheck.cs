using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Engine.Storage;

namespace Shoal.Engine.State;

/// <summary>What a resume record is worth beside the files as they are. Pure.</summary>
/// <param name="Kept">Pieces that are believed.</param>
/// <param name="Suspects">Pieces to hash again: claimed in files that somebody changed, or written after the record was saved.</param>
/// <param name="HasVanished">
/// Pieces are claimed and no file is there any more, a disk not mounted most likely: stop and say so, rather than download it all again.
/// </param>
internal sealed record ResumeCheck(PieceSet Kept, PieceSet Suspects, bool HasVanished)
{
    /// <summary>Compares a record with the files.</summary>
    /// <remarks>
    /// A file that was complete, and every file of a record saved at the end, must be as it was. After a crash the others may
    /// have grown and have a later time, for we wrote to them: their claims hold, for what is claimed was synced before, and
    /// their unclaimed pieces are looked at.
    /// </remarks>
    public static ResumeCheck Of(ResumeRecord record, TorrentMetainfo metainfo, IReadOnlyList<FileStamp> now)
    {
        var count = metainfo.Geometry.PieceCount;
        if (record.Pieces is not { } claimed || claimed.PieceCount != count || record.Files.Count != now.Count)
            return new ResumeCheck(new PieceSet(count), All(metainfo, now), HasVanished: false);

        var check = new ResumeCheck(claimed.Copy(), new PieceSet(count), AreGone(claimed, record.Files, now));
        foreach (var file in metainfo.Files)
        {
            if (file.IsPad || file.Length == 0 || record.Files[file.Index] == now[file.Index]) continue;
            check.Doubt(metainfo.Geometry, file, claimed, CouldBeOurs(record, metainfo.Geometry, file, now[file.Index]));
        }

        return check;
    }

    private static bool AreGone(PieceSet claimed, IReadOnlyList<FileStamp> then, IReadOnlyList<FileStamp> now) =>
        !claimed.IsEmpty && then.Any(f => f.LengthBytes > 0) && !now.Any(f => f.LengthBytes > 0);

    // The file differs from the record: did we write to it after the record was saved?
    private static bool CouldBeOurs(ResumeRecord record, TorrentGeometry geometry, TorrentFile file, FileStamp now)
    {
        if (record.IsFinal || now.LengthBytes < record.Files[file.Index].LengthBytes || now.LengthBytes > file.Length) return false;
        var (first, last) = Pieces(geometry, file);
        for (var i = first; i <= last; i++)
            if (!record.Pieces!.Contains(i)) return true;
        return false;
    }

    private void Doubt(TorrentGeometry geometry, TorrentFile file, PieceSet claimed, bool unclaimedOnly)
    {
        var (first, last) = Pieces(geometry, file);
        for (var i = first; i <= last; i++)
        {
            if (unclaimedOnly && claimed.Contains(i)) continue;
            Suspects.Add(geometry.Piece(i));
            Kept.Remove(geometry.Piece(i));
        }
    }

    private static PieceSet All(TorrentMetainfo metainfo, IReadOnlyList<FileStamp> now)
    {
        var pieces = new PieceSet(metainfo.Geometry.PieceCount);
        if (now.Any(f => f.LengthBytes > 0)) pieces.AddAll();
        return pieces;
    }

    private static (int First, int Last) Pieces(TorrentGeometry geometry, TorrentFile file) =>
        ((int)(file.Offset / geometry.PieceBytes), (int)((file.Offset + file.Length - 1) / geometry.PieceBytes));
}
