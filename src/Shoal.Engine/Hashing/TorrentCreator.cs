using System.Buffers;
using Shoal.Core.Hashing;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Engine.Platform;
using Shoal.Engine.Sessions;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Hashing;

/// <summary>Makes a torrent of a file or folder: walk, layout, one pass over the data, metainfo.</summary>
internal static class TorrentCreator
{
    public static CreatedTorrent Create(
        CreateTorrent request, IFileSystem files, IProgress<HashingProgress>? progress, CancellationToken cancel)
    {
        WarmUp.Start(request.Kind != TorrentKind.V2, request.Kind != TorrentKind.V1);
        return Create(request, SourceTree.Read(request.Path, files, cancel), files, progress, cancel);
    }

    /// <param name="tree">The files as they were found; those that are different when they are read are refused.</param>
    internal static CreatedTorrent Create(
        CreateTorrent request, SourceTree tree, IFileSystem files, IProgress<HashingProgress>? progress, CancellationToken cancel)
    {
        var name = request.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Path)));
        if (!TorrentLayout.TryCreate(name, tree.Files, tree.IsFolder, request.Kind, request.PieceBytes, out var layout, out var problem))
            throw new TorrentCreationException(problem);

        var (pieceHashes, pieceRoots) = Hash(tree, layout, files, progress, cancel);
        if (!MetainfoBuilder.TryBuild(layout, request.Options, pieceHashes, pieceRoots, out var metainfo, out var error))
            throw new TorrentCreationException($"{name}: no torrent can be made of it: {error}");
        NoteNames(layout, metainfo, tree.Notes);
        var output = new ArrayBufferWriter<byte>(metainfo.InfoBytes.Length + 4_096);
        TorrentFileWriter.Write(metainfo, output);
        return new CreatedTorrent(metainfo, output.WrittenMemory, tree.Notes);
    }

    private static (byte[] PieceHashes, byte[] PieceRoots) Hash(
        SourceTree tree, TorrentLayout layout, IFileSystem files, IProgress<HashingProgress>? progress, CancellationToken cancel)
    {
        var (hasV1, hasV2) = (layout.Kind != TorrentKind.V2, layout.Kind != TorrentKind.V1);
        var space = new FileLayout(layout.Files);
        var plan = new HashingPlan(space, layout.Geometry, hasV1, hasV2);
        var pieceHashes = new byte[hasV1 ? layout.Geometry.PieceCount * Sha1Lanes.DigestSize : 0];
        var pieceRoots = new byte[hasV2 ? layout.Geometry.PieceCount * Sha256Hash.Size : 0];
        var source = new SourceFiles(tree, layout, files);

        void Take(PieceBatch batch)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var piece = batch.Piece(i);
                if (hasV1) batch.Sha1(i).CopyTo(pieceHashes.AsSpan(piece.Value * Sha1Lanes.DigestSize));
                if (hasV2) batch.Root(i).CopyTo(pieceRoots.AsSpan(piece.Value * Sha256Hash.Size));
            }
        }

        var total = layout.Geometry.TotalBytes;
        Action<long>? report = progress is null ? null : done => progress.Report(new HashingProgress(done, total));
        var pieces = Enumerable.Range(0, layout.Geometry.PieceCount).ToArray();
        HashingCrew.Run(plan, pieces, source, files, Take, report, cancel);
        return (pieceHashes, pieceRoots);
    }

    private static void NoteNames(TorrentLayout layout, TorrentMetainfo metainfo, List<string> notes)
    {
        for (var i = 0; i < Math.Min(layout.Files.Count, metainfo.Files.Count); i++)
        {
            var (mine, theirs) = (layout.Files[i].Path, metainfo.Files[i].Path);
            if (mine == theirs || layout.Files[i].IsPad) continue;
            notes.Add($"{mine}: others will call it {theirs}, a name that every system takes.");
        }
    }
}
