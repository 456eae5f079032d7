using Microsoft.Win32.SafeHandles;
using Shoal.Core.Metainfo;
using Shoal.Engine.Platform;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Hashing;

/// <summary>Opens the files of a new torrent, and notices when they are no longer what they were.</summary>
internal sealed class SourceFiles(SourceTree tree, TorrentLayout layout, IFileSystem files) : ISpaceFiles
{
    public SafeFileHandle? Open(int file, FolderCursor folder)
    {
        try
        {
            return folder.Open(tree.Root, tree.Files[layout.Sources[file]].Path) ?? throw Changed(file);
        }
        catch (DiskException fault) when (fault.Problem is DiskProblem.Gone or DiskProblem.WrongKind)
        {
            throw Changed(file);
        }
    }

    public void OnTooShort(int file) => throw Changed(file);

    public void Close(int file, SafeFileHandle handle)
    {
        var (now, found) = (files.StatusOf(handle), tree.Found[layout.Sources[file]]);
        if (now.LengthBytes != found.LengthBytes || now.ModifiedTicks != found.ModifiedTicks) throw Changed(file);
    }

    private TorrentCreationException Changed(int file) =>
        new($"{tree.Files[layout.Sources[file]].Path}: it changed while it was being hashed; start again when nobody writes to it.");
}
