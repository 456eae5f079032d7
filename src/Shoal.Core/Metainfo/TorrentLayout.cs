using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text;
using Shoal.Core.Pieces;

namespace Shoal.Core.Metainfo;

/// <summary>Where the files of a new torrent lie in its piece space: decided before anything is hashed.</summary>
/// <remarks>
/// Files are in the order of v2's tree (by the bytes of their names, BEP 52) whatever the kind, so that the two halves of a hybrid
/// agree and the same folder always makes the same torrent.
/// </remarks>
public sealed class TorrentLayout
{
    /// <summary>Longest piece chosen without being asked for, in bytes.</summary>
    public const int MaxDefaultPieceBytes = 16 * 1024 * 1024;

    /// <summary>Pieces aimed at: at most this many, and more than half of it, as far as piece lengths allow.</summary>
    public const int PiecesAimedAt = 2_000;

    private TorrentLayout(
        string name, bool isFolder, TorrentKind kind, TorrentGeometry geometry,
        IReadOnlyList<TorrentFile> files, IReadOnlyList<int> sources) =>
        (Name, IsFolder, Kind, Geometry, Files, Sources) = (name, isFolder, kind, geometry, files, sources);

    /// <summary>As it will stand in the torrent; not made safe.</summary>
    public string Name { get; }

    public bool IsFolder { get; }

    public TorrentKind Kind { get; }

    public TorrentGeometry Geometry { get; }

    /// <summary>In piece order, pad files included. Paths start with the folder's name, and are as given, not made safe.</summary>
    public IReadOnlyList<TorrentFile> Files { get; }

    /// <summary>For each of <see cref="Files"/>, which of the files given it is; -1 for a pad file.</summary>
    public IReadOnlyList<int> Sources { get; }

    /// <summary>Decides the layout.</summary>
    /// <param name="name">Name of the folder, or of the one file.</param>
    /// <param name="files">In any order.</param>
    /// <param name="isFolder">The files lie in a folder; otherwise there is exactly one.</param>
    /// <param name="kind">v1, v2 or both.</param>
    /// <param name="pieceBytes">A power of two from 16 KiB to 256 MiB; null to choose by the size of it all.</param>
    /// <param name="layout">The layout.</param>
    /// <param name="error">One line for people; empty when there is a layout.</param>
    public static bool TryCreate(
        string name, IReadOnlyList<SourceFile> files, bool isFolder, TorrentKind kind, int? pieceBytes,
        [NotNullWhen(true)] out TorrentLayout? layout, out string error)
    {
        layout = null;
        var total = files.Sum(file => file.Length);
        var length = pieceBytes ?? DefaultPieceBytes(total);
        if (name.Length == 0) return Fail("A torrent needs a name.", out error);
        if (!isFolder && files.Count != 1) return Fail("A torrent that is no folder has one file.", out error);
        if (kind == TorrentKind.V2 && isFolder && files.Count == 1 && files[0].Path == name)
            return Fail("A v2 torrent cannot tell a folder from its only file when both have one name: make it a hybrid.", out error);
        if (files.Any(file => file.Length < 0)) return Fail("A file has a negative length.", out error);
        if (total == 0) return Fail("There is nothing to share: all files are empty.", out error);
        if (!BitOperations.IsPow2(length) || length is < TorrentGeometry.BlockSize or > 256 * 1024 * 1024)
            return Fail("A piece is a power of two long, from 16 KiB to 256 MiB.", out error);

        layout = LayOut(name, Sorted(files), files, isFolder, kind, length);
        return layout is not null
            ? Succeed(out error)
            : Fail($"With pieces of {length / 1024} KiB there would be too many of them: choose longer ones.", out error);
    }

    /// <summary>A power of two from 16 KiB to 16 MiB that makes 1,000 to 2,000 pieces where it can.</summary>
    public static int DefaultPieceBytes(long totalBytes)
    {
        var length = TorrentGeometry.BlockSize;
        while (length < MaxDefaultPieceBytes && totalBytes > (long)length * PiecesAimedAt) length *= 2;
        return length;
    }

    private static TorrentLayout? LayOut(
        string name, int[] order, IReadOnlyList<SourceFile> files, bool isFolder, TorrentKind kind, int pieceBytes)
    {
        var laid = new List<TorrentFile>(files.Count);
        var sources = new List<int>(files.Count);
        var shortPieces = new List<(int, int)>();
        var offset = 0L;
        foreach (var source in order)
        {
            var file = files[source];
            var rest = (int)(offset % pieceBytes);
            if (kind != TorrentKind.V1 && file.Length > 0 && rest != 0)
            {
                var padBytes = pieceBytes - rest;
                if (kind == TorrentKind.V2)
                {
                    shortPieces.Add(((int)(offset / pieceBytes), rest));
                }
                else
                {
                    laid.Add(Pad(name, laid.Count, padBytes, offset));
                    sources.Add(-1);
                }

                offset += padBytes;
            }

            laid.Add(new TorrentFile
            {
                Index = laid.Count,
                Path = isFolder ? $"{name}/{file.Path}" : name,
                Length = file.Length,
                Offset = offset,
                IsExecutable = file.IsExecutable,
                IsHidden = file.IsHidden,
                SymlinkTarget = file.SymlinkTarget is null ? null : $"{name}/{file.SymlinkTarget}",
            });
            sources.Add(source);
            offset += file.Length;
            if ((offset - 1) / pieceBytes >= TorrentGeometry.MaxPieces) return null;
        }

        return new TorrentLayout(name, isFolder, kind, new TorrentGeometry(offset, pieceBytes, shortPieces), laid, sources);
    }

    private static TorrentFile Pad(string name, int index, int bytes, long offset) => new()
    {
        Index = index,
        Path = string.Create(CultureInfo.InvariantCulture, $"{name}/.pad/{bytes}"),
        Length = bytes,
        Offset = offset,
        IsPad = true,
    };

    // Part by part, each by its bytes: a separator of zero sorts before all that a name may have.
    private static int[] Sorted(IReadOnlyList<SourceFile> files)
    {
        var keys = files.Select(file => Encoding.UTF8.GetBytes(file.Path.Replace('/', '\0'))).ToArray();
        var order = Enumerable.Range(0, files.Count).ToArray();
        Array.Sort(keys, order, Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)));
        return order;
    }

    private static bool Succeed(out string error)
    {
        error = "";
        return true;
    }

    private static bool Fail(string message, out string error)
    {
        error = message;
        return false;
    }
}
