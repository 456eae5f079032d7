namespace Shoal.Core.Metainfo;

/// <summary>BEP 47's letters: x, h, p, l.</summary>
[Flags]
internal enum FileAttributes
{
    None = 0,
    Executable = 1,
    Hidden = 2,
    Pad = 4,
    Symlink = 8,
}
