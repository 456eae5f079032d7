using Microsoft.Extensions.Logging;
using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Engine.Platform;
using Shoal.Engine.State;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Codes;

/// <summary>The folder of an attempt that did not end: its files, as far as its journal and the disk vouch for them. Held while it is open.</summary>
internal sealed class EarlierFolder : IAsyncDisposable
{
    private readonly string _path;
    private readonly StateFolder _state;
    private readonly List<EarlierFile> _files = [];

    private EarlierFolder(string path, StateFolder state) => (_path, _state) = (path, state);

    public IReadOnlyList<EarlierFile> Files => _files;

    /// <summary>Where the pieces of a folder are noted as they are written.</summary>
    public static string ClaimsPath(string folder) => Path.Combine(folder, "claims");

    private string DataPath => Path.Combine(_path, "data");

    /// <summary>Something is there, of use or not.</summary>
    public bool HasData => Directory.Exists(DataPath) && Directory.EnumerateFiles(DataPath, "*", SearchOption.AllDirectories).Any();

    /// <summary>Nothing of use is left: it is deleted when it is let go.</summary>
    public bool IsEmptied { get; set; }

    /// <summary>Null when somebody receives into it right now, or it is no such folder.</summary>
    public static EarlierFolder? TryOpen(string path, ILogger log)
    {
        try
        {
            var statePath = Path.Combine(path, "state");
            if (!Directory.Exists(statePath)) return null;
            var folder = new EarlierFolder(path, StateFolder.Open(statePath, log));
            foreach (var saved in folder._state.Load()) folder.Read(saved);
            return folder;
        }
        catch (Exception expected) when (expected is IOException or UnauthorizedAccessException)
        {
            return null;   // expected: in use, or unusable; it stays as it is
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _state.DisposeAsync().ConfigureAwait(false);
        if (IsEmptied) Directory.Delete(_path, recursive: true);
    }

    private void Read(SavedTorrent saved)
    {
        var bytes = saved.HasTorrent ? _state.ReadTorrent(saved.InfoHash) : null;
        if (bytes is null || !MetainfoReader.TryRead(bytes, out var metainfo, out _)) return;
        var stamps = metainfo.Files.Select(file => Stamp(DataPath, file.Path)).ToArray();
        var check = ResumeCheck.Of(saved.Record, metainfo, stamps);
        // After a proper end the journal knows it all, and somebody may have changed a file since.
        var noted = saved.Record.IsFinal ? null : PieceClaims.Read(ClaimsPath(_path), metainfo.Geometry);
        foreach (var file in metainfo.Files)
        {
            if (file.Root is not { } root || stamps[file.Index].LengthBytes < 0 || stamps[file.Index].LengthBytes > file.Length) continue;
            var pieceBytes = metainfo.Geometry.PieceBytes;
            var (first, count) = ((int)(file.Offset / pieceBytes), (int)((file.Length + pieceBytes - 1) / pieceBytes));
            bool[] synced = [.. Enumerable.Range(first, count).Select(check.Kept.Contains)];
            bool[] verified = [.. Enumerable.Range(0, count).Select(i => synced[i] || IsThere(noted, metainfo.Geometry, file, first + i, stamps[file.Index].LengthBytes))];
            // Where every written piece was noted, the others were not written.
            var hasSuspects = noted is null && Enumerable.Range(first, count).Any(check.Suspects.Contains);
            if (hasSuspects || verified.Contains(true)) _files.Add(new EarlierFile(root, file.Length, DataPath, file.Path, pieceBytes, verified, synced, hasSuspects));
        }
    }

    private static bool IsThere(PieceSet? noted, TorrentGeometry geometry, TorrentFile file, int piece, long lengthBytes) =>
        noted is not null && noted.Contains(piece) && Math.Min(file.Length, (piece + 1L) * geometry.PieceBytes - file.Offset) <= lengthBytes;

    private static FileStamp Stamp(string data, string path) =>
        FileSystems.Local.StatusOf(data, path) is { Kind: FileKind.File } status ? new FileStamp(status.LengthBytes, status.ModifiedTicks) : FileStamp.Missing;
}
