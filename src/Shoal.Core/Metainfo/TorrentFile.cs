using Shoal.Core.Primitives;

namespace Shoal.Core.Metainfo;

/// <summary>A file of a torrent, its path made safe.</summary>
public sealed record TorrentFile
{
    /// <summary>Position among the torrent's files, pad files counted.</summary>
    public required int Index { get; init; }

    /// <summary>Safe relative path with '/' between its parts, the torrent's name first where there is a folder.</summary>
    public required string Path { get; init; }

    /// <summary>Length in bytes; 0 for a symlink.</summary>
    public required long Length { get; init; }

    /// <summary>Where its first byte is in the piece space, in bytes.</summary>
    public required long Offset { get; init; }

    /// <summary>Only fills up a piece: reads as zeros, is never written (BEP 47).</summary>
    public bool IsPad { get; init; }
    public bool IsExecutable { get; init; }
    public bool IsHidden { get; init; }

    /// <summary>Safe path inside the torrent that this link points to (BEP 47); null for a plain file.</summary>
    public string? SymlinkTarget { get; init; }

    /// <summary>Root of the file's Merkle tree (BEP 52); null for v1, empty files and links.</summary>
    public Sha256Hash? Root { get; init; }
}
