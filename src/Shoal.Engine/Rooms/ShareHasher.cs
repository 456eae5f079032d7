using Microsoft.Win32.SafeHandles;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Core.Rooms;
using Shoal.Engine.Codes;
using Shoal.Engine.Hashing;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Rooms;

/// <summary>Hashes files of a shared folder: several side by side in the lanes of one core, so that the machine stays its owner's.</summary>
internal sealed class ShareHasher(IFileSystem disk)
{
    /// <summary>Files and bytes of one batch; a longer file is a batch of its own.</summary>
    public const int BatchFilesMax = 512;
    public const long BatchBytesMax = 256L << 20;

    /// <summary>Takes the next batch off the list: files of one piece length.</summary>
    public static List<SentFile> NextBatch(List<SentFile> pending)
    {
        var pieceBytes = RoomTorrent.PieceBytesFor(pending[^1].Status.LengthBytes);
        var batch = new List<SentFile>();
        var bytes = 0L;
        for (var i = pending.Count - 1; i >= 0 && batch.Count < BatchFilesMax; i--)
        {
            var file = pending[i];
            if (RoomTorrent.PieceBytesFor(file.Status.LengthBytes) != pieceBytes) continue;
            if (batch.Count > 0 && bytes + file.Status.LengthBytes > BatchBytesMax) break;
            bytes += file.Status.LengthBytes;
            batch.Add(file);
            pending.RemoveAt(i);
        }

        return batch;
    }

    /// <param name="batch">As <see cref="NextBatch"/> made it.</param>
    /// <param name="progress">Told of bytes hashed.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <returns>For each file its root and, when it is longer than a piece, its layer; null for one that changed meanwhile or cannot be read.</returns>
    public IReadOnlyList<(Sha256Hash Root, byte[] Layer)?> Hash(IReadOnlyList<SentFile> batch, Action<long> progress, CancellationToken cancel)
    {
        var pieceBytes = RoomTorrent.PieceBytesFor(batch[0].Status.LengthBytes);
        var sources = batch.Select((file, i) => new SourceFile(SentFileSystem.NameOf(i), file.Status.LengthBytes)).ToArray();
        if (!TorrentLayout.TryCreate("share", sources, isFolder: true, TorrentKind.V2, pieceBytes, out var layout, out _)) return [.. batch.Select(_ => ((Sha256Hash, byte[])?)null)];
        var roots = new byte[layout.Geometry.PieceCount * Sha256Hash.Size];
        var opener = new Opener(batch, disk);
        var plan = new HashingPlan(new FileLayout(layout.Files), layout.Geometry, WantsSha1: false, WantsTrees: true);
        HashingCrew.Run(plan, Enumerable.Range(0, layout.Geometry.PieceCount).ToArray(), opener, disk, Take, progress, cancel, threadsMax: 1);
        return [.. batch.Select((_, i) => opener.IsSpoilt(i) ? null : ResultOf(layout.Files[i], pieceBytes, roots))];

        void Take(PieceBatch pieces)
        {
            for (var i = 0; i < pieces.Count; i++) pieces.Root(i).CopyTo(roots.AsSpan(pieces.Piece(i).Value * Sha256Hash.Size));
        }
    }

    private static (Sha256Hash Root, byte[] Layer)? ResultOf(TorrentFile file, int pieceBytes, byte[] roots)
    {
        var (first, count) = ((int)(file.Offset / pieceBytes), (int)((file.Length - 1) / pieceBytes) + 1);
        var layer = roots.AsSpan(first * Sha256Hash.Size, count * Sha256Hash.Size);
        return count == 1 ? (new Sha256Hash(layer), []) : (MerkleTree.FileRoot(layer, pieceBytes), layer.ToArray());
    }

    // A file that changes, goes away or may not be read spoils itself, not the batch.
    private sealed class Opener(IReadOnlyList<SentFile> files, IFileSystem disk) : ISpaceFiles
    {
        private readonly bool[] _isSpoilt = new bool[files.Count];

        public bool IsSpoilt(int file) => Volatile.Read(ref _isSpoilt[file]);

        public SafeFileHandle? Open(int file, FolderCursor folder)
        {
            try
            {
                if (folder.Open(files[file].Root, files[file].Path) is { } handle) return handle;
            }
            catch (DiskException)
            {
                // Expected: it may not be read, or is no file any more.
            }

            Spoil(file);
            return null;
        }

        public void OnTooShort(int file) => Spoil(file);

        public void Close(int file, SafeFileHandle handle)
        {
            if (!files[file].IsSameAs(disk.StatusOf(handle))) Spoil(file);
        }

        private void Spoil(int file) => Volatile.Write(ref _isSpoilt[file], true);
    }
}
