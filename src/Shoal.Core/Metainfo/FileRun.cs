namespace Shoal.Core.Metainfo;

/// <summary>A run of the piece space inside one file.</summary>
/// <param name="File">Index among the torrent's files; -1 for bytes that are zeros and in no file: pads and alignment gaps.</param>
/// <param name="FileOffset">Bytes from the start of the file.</param>
/// <param name="Length">Bytes.</param>
public readonly record struct FileRun(int File, long FileOffset, int Length)
{
    public bool IsZeros => File < 0;
}
