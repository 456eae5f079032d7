using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;
using Shoal.Engine.Platform;
using Shoal.Engine.State;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Codes;

/// <summary>Which files of earlier attempts become which files of a new swarm, and what is then known of its pieces.</summary>
/// <param name="Moves">Each file at most once.</param>
/// <param name="Record">What the new swarm may claim once they are moved.</param>
/// <param name="Synced">Pieces of it that may be claimed in a journal.</param>
internal sealed record AdoptionPlan(IReadOnlyList<AdoptionPlan.FileMove> Moves, ResumeRecord Record, PieceSet Synced)
{
    /// <param name="From">The earlier file.</param>
    /// <param name="To">Path in the new swarm.</param>
    internal sealed record FileMove(EarlierFile From, string To);

    public static AdoptionPlan Make(TorrentMetainfo metainfo, IEnumerable<EarlierFile> earlier, string dataPath)
    {
        var best = new Dictionary<(Sha256Hash, long), EarlierFile>();
        foreach (var file in earlier)
            if (!best.TryGetValue((file.Root, file.Length), out var other) || other.VerifiedCount < file.VerifiedCount) best[(file.Root, file.Length)] = file;

        var moves = new List<FileMove>();
        var (pieces, synced) = (new PieceSet(metainfo.Geometry.PieceCount), new PieceSet(metainfo.Geometry.PieceCount));
        var stamps = metainfo.Files.Select(_ => FileStamp.Missing).ToArray();
        foreach (var file in metainfo.Files)
        {
            if (file.Root is not { } root || !best.Remove((root, file.Length), out var from)) continue;
            moves.Add(new FileMove(from, file.Path));
            Claim(metainfo.Geometry, file, from, from.Verified, pieces);
            Claim(metainfo.Geometry, file, from, from.Synced, synced);
            stamps[file.Index] = StampOf(from);
        }

        return new AdoptionPlan(moves, new ResumeRecord { InfoHashes = metainfo.InfoHashes, Name = metainfo.Name, Directory = dataPath, Pieces = pieces, Files = stamps }, synced);
    }

    public void Move(IFileSystem disk, string dataPath)
    {
        foreach (var move in Moves) disk.TryMove(move.From.DataPath, move.From.Path, dataPath, move.To, replace: false);
    }

    // Pieces may have been of another length then: the same bytes count all the same.
    private static void Claim(TorrentGeometry geometry, TorrentFile file, EarlierFile from, bool[] claimed, PieceSet pieces)
    {
        for (var offset = 0L; offset < file.Length; offset += geometry.PieceBytes)
            if (from.Covers(claimed, offset, Math.Min(geometry.PieceBytes, file.Length - offset))) pieces.Add(geometry.Piece((int)((file.Offset + offset) / geometry.PieceBytes)));
    }

    /// <summary>What the journal may say: after a power cut the rest is looked at.</summary>
    public ResumeRecord Durable => Synced.Count == Record.Pieces!.Count
        ? Record
        : Record with { Pieces = Synced, Files = [.. Record.Files.Select(file => file.LengthBytes < 0 ? file : file with { ModifiedTicks = file.ModifiedTicks - 1 })] };

    // A time that is not the file's makes the check look at the pieces that are not claimed, as after a crash: something may be in them.
    private static FileStamp StampOf(EarlierFile from)
    {
        var status = FileSystems.Local.StatusOf(from.DataPath, from.Path)!.Value;
        return new FileStamp(status.LengthBytes, from.HasSuspects ? status.ModifiedTicks - 1 : status.ModifiedTicks);
    }
}
