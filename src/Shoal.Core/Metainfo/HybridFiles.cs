namespace Shoal.Core.Metainfo;

/// <summary>Joins the two lists of a hybrid: its files lie where v1 says, and have the roots that v2 says (BEP 52).</summary>
internal static class HybridFiles
{
    /// <summary>
    /// Gives v1's files their roots. False unless both lists have the same files with bytes in them, in the same order, and each
    /// starts a piece (threats row 30). Pad files, links and empty files have no hashes to disagree about.
    /// </summary>
    public static bool TryJoin(List<FileDraft> v1, List<FileDraft> v2, int pieceBytes)
    {
        var next = 0;
        var offset = 0L;
        foreach (var file in v1)
        {
            if (file.HasBytes)
            {
                while (next < v2.Count && !v2[next].HasBytes) next++;
                if (next == v2.Count || !IsSame(file, v2[next]) || offset % pieceBytes != 0) return false;
                file.Root = v2[next++].Root;
            }

            offset += file.Length;
            if (offset < 0) return false;
        }

        while (next < v2.Count && !v2[next].HasBytes) next++;
        return next == v2.Count;
    }

    private static bool IsSame(FileDraft v1, FileDraft v2) => v1.Length == v2.Length && v1.Path == v2.Path;
}
