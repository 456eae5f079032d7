namespace Shoal.Core.Metainfo;

/// <summary>A file to make a torrent of.</summary>
/// <param name="Path">Path inside the folder with '/' between its parts; the file's name when the torrent is one file.</param>
/// <param name="Length">Bytes; 0 for a symlink.</param>
public sealed record SourceFile(string Path, long Length)
{
    public bool IsExecutable { get; init; }
    public bool IsHidden { get; init; }

    /// <summary>For a symlink: what it leads to, as a path inside the folder (BEP 47); null for a plain file.</summary>
    public string? SymlinkTarget { get; init; }
}
