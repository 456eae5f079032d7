using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Engine.Hashing;
using Shoal.Engine.Platform;
using Shoal.Engine.Sessions;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Codes;

/// <summary>Makes the torrent of a code: hashes each file once, or not at all when it was hashed for an earlier code and is as it was then.</summary>
internal sealed class SentContent(IReadOnlyList<SentFile> files, IFileSystem disk, HashMemory memory)
{
    /// <param name="rootPem">The swarm's certificate, part of the info dictionary: so the info-hash is a new one each time.</param>
    /// <param name="progress">Told often, from several threads.</param>
    /// <param name="cancel">Ends the work early.</param>
    /// <returns>The .torrent: private, v2 alone.</returns>
    /// <exception cref="CodeException">A file changed meanwhile, or there are too many.</exception>
    public byte[] MakeTorrent(string rootPem, IProgress<HashingProgress> progress, CancellationToken cancel)
    {
        var sources = files.Select((file, i) => new SourceFile(SentFileSystem.NameOf(i), file.Status.LengthBytes)).ToArray();
        if (!TorrentLayout.TryCreate(SentFileSystem.TorrentName, sources, isFolder: true, TorrentKind.V2, null, out var layout, out var problem))
            throw new CodeException(problem);
        var key = KeyOf(layout.Geometry.PieceBytes);
        var roots = memory.Find(key, layout.Geometry.PieceCount * Sha256Hash.Size);
        if (roots is null)
        {
            roots = Hash(layout, progress, cancel);
            memory.Keep(key, roots);
        }

        progress.Report(new HashingProgress(layout.Geometry.TotalBytes, layout.Geometry.TotalBytes));
        var options = new MetainfoOptions { IsPrivate = true, SslCertificate = rootPem };
        if (!MetainfoBuilder.TryBuild(layout, options, [], roots, out var metainfo, out var error))
            throw new CodeException($"No swarm can be made of it: {error}");
        var output = new ArrayBufferWriter<byte>(metainfo.InfoBytes.Length + roots.Length + 4096);
        TorrentFileWriter.Write(metainfo, output);
        return output.WrittenSpan.ToArray();
    }

    private byte[] Hash(TorrentLayout layout, IProgress<HashingProgress> progress, CancellationToken cancel)
    {
        var roots = new byte[layout.Geometry.PieceCount * Sha256Hash.Size];
        var plan = new HashingPlan(new FileLayout(layout.Files), layout.Geometry, WantsSha1: false, WantsTrees: true);
        var total = files.Sum(file => file.Status.LengthBytes);
        HashingCrew.Run(plan, Enumerable.Range(0, layout.Geometry.PieceCount).ToArray(), new Opener(files, disk), disk, Take,
            done => progress.Report(new HashingProgress(Math.Min(done, total), total)), cancel);
        return roots;

        void Take(PieceBatch batch)
        {
            for (var i = 0; i < batch.Count; i++) batch.Root(i).CopyTo(roots.AsSpan(batch.Piece(i).Value * Sha256Hash.Size));
        }
    }

    // Which files, as they were: a hash found under this key is of the same bytes.
    private byte[] KeyOf(int pieceBytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(pieceBytes));
        foreach (var file in files)
        {
            var status = file.Status;
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(
                $"{Path.Combine(file.Root, file.Path)}\0{status.LengthBytes} {status.ModifiedTicks} {status.Identity.Device} {status.Identity.Inode}\0"));
        }

        return hash.GetHashAndReset();
    }

    private sealed class Opener(IReadOnlyList<SentFile> files, IFileSystem disk) : ISpaceFiles
    {
        public SafeFileHandle? Open(int file, FolderCursor folder) => folder.Open(files[file].Root, files[file].Path) ?? throw Changed(file);

        public void OnTooShort(int file) => throw Changed(file);

        public void Close(int file, SafeFileHandle handle)
        {
            if (!files[file].IsSameAs(disk.StatusOf(handle))) throw Changed(file);
        }

        private CodeException Changed(int file) =>
            new($"{files[file].Path}: it changed while it was being hashed; send it when nobody writes to it.");
    }
}
