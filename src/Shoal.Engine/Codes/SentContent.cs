using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Engine.Hashing;
using Shoal.Engine.Platform;
using Shoal.Engine.Sessions;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Codes;

/// <summary>Makes the torrent of a code: hashes each file once, or not at all when it was hashed for an earlier code and is as it was then.</summary>
/// <param name="files">What is sent.</param>
/// <param name="disk">Where it is.</param>
/// <param name="memory">Hashes of earlier codes.</param>
/// <param name="onHashed">Told of the bytes that were hashed by now; from several threads.</param>
internal sealed class SentContent(IReadOnlyList<SentFile> files, IFileSystem disk, HashMemory memory, Action<long> onHashed)
{
    /// <param name="rootPem">The swarm's certificate, part of the info dictionary: so the info-hash is a new one each time.</param>
    /// <param name="progress">Told often, from several threads.</param>
    /// <param name="cancel">Ends the work early; what was hashed is remembered.</param>
    /// <returns>The .torrent: private, v2 alone.</returns>
    /// <exception cref="CodeException">A file changed meanwhile, or there are too many.</exception>
    public byte[] MakeTorrent(string rootPem, IProgress<HashingProgress> progress, CancellationToken cancel)
    {
        var sources = files.Select((file, i) => new SourceFile(SentFileSystem.NameOf(i), file.Status.LengthBytes)).ToArray();
        if (!TorrentLayout.TryCreate(SentFileSystem.TorrentName, sources, isFolder: true, TorrentKind.V2, null, out var layout, out var problem))
            throw new CodeException(problem);
        var roots = Hash(layout, progress, cancel);
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
        var roots = new SentRoots(files, layout, memory);
        var plan = new HashingPlan(new FileLayout(layout.Files), layout.Geometry, WantsSha1: false, WantsTrees: true);
        var total = files.Sum(file => file.Status.LengthBytes);
        var known = total - roots.MissingBytes;
        try
        {
            HashingCrew.Run(plan, roots.Missing, new Opener(files, disk), disk, roots.Take, Report, cancel);
        }
        finally
        {
            roots.Keep();
        }

        return roots.Bytes;

        void Report(long done)
        {
            onHashed(Math.Min(done, total - known));
            progress.Report(new HashingProgress(Math.Min(known + done, total), total));
        }
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
