using Shoal.Core.Metainfo;

namespace Shoal.Commands.Documents;

/// <summary>A file of a torrent in JSON.</summary>
/// <param name="Index">Its number among the torrent's files, padding counted.</param>
/// <param name="Path">Safe relative path with '/' in it.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record FileDocument(int Index, string Path, long Bytes)
{
    public bool? IsExecutable { get; init; }
    public bool? IsHidden { get; init; }
    public string? SymlinkTarget { get; init; }

    public static FileDocument Of(TorrentFile file) => new(file.Index, file.Path, file.Length)
    {
        IsExecutable = file.IsExecutable ? true : null,
        IsHidden = file.IsHidden ? true : null,
        SymlinkTarget = file.SymlinkTarget,
    };
}
