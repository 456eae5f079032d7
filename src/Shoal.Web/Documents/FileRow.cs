using Shoal.Engine.Sessions;

namespace Shoal.Web.Documents;

/// <summary>A file of a torrent.</summary>
/// <param name="Index">What other calls name it by; pad files are counted and not listed.</param>
/// <param name="Path">Below the torrent's folder, with '/'.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Done">Bytes that are verified.</param>
/// <param name="IsWanted">False: left out.</param>
public sealed record FileRow(int Index, string Path, long Size, long Done, bool IsWanted)
{
    internal static IReadOnlyList<FileRow> Of(Torrent torrent)
    {
        if (torrent.Metainfo is not { } metainfo) return [];
        var (done, wanted) = (torrent.FileProgress(), torrent.SelectedFiles());
        return
        [
            .. metainfo.Files.Where(file => !file.IsPad).Select(file => new FileRow(
                file.Index, file.Path, file.Length,
                file.Index < done.Count ? done[file.Index] : 0,
                file.Index >= wanted.Count || wanted[file.Index])),
        ];
    }
}
