using Shoal.Core.Primitives;

namespace Shoal.Core.Metainfo;

/// <summary>A file while its torrent is being read: its path is safe, but not yet unique.</summary>
internal sealed class FileDraft(string path, long length)
{
    public string Path { get; set; } = path;
    public long Length { get; } = length;
    public long Offset { get; set; }
    public FileAttributes Attributes { get; init; }
    public Sha256Hash? Root { get; set; }

    /// <summary>Safe path that a link names, the torrent's name first; null for what is no link, or none that may be made.</summary>
    public string? LinkPath { get; set; }

    /// <summary>What the link names, when that is a file: it may be renamed later.</summary>
    public FileDraft? LinkedFile { get; set; }

    public bool IsPad => Attributes.HasFlag(FileAttributes.Pad);
    public bool IsLink => Attributes.HasFlag(FileAttributes.Symlink);
    public bool HasBytes => Length > 0 && !IsPad;

    public TorrentFile ToFile(int index) => new()
    {
        Index = index,
        Path = Path,
        Length = Length,
        Offset = Offset,
        IsPad = IsPad,
        IsExecutable = Attributes.HasFlag(FileAttributes.Executable),
        IsHidden = Attributes.HasFlag(FileAttributes.Hidden),
        SymlinkTarget = LinkedFile?.Path ?? LinkPath,
        Root = Root,
    };
}
