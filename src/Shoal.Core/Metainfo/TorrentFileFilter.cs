namespace Shoal.Core.Metainfo;

/// <summary>Chooses files of a torrent by patterns such as "*.mkv", "Season 1/**" or "docs/".</summary>
/// <remarks>
/// "*" and "?" stay within a part of the path; "**" as a part of its own stands for any number of parts. A pattern without "/" is
/// held against the file's name, one with "/" against the whole path, with or without the torrent's folder; one that ends in "/"
/// means all that is in such a folder. No pattern can take more than steps x length of time.
/// </remarks>
public sealed class TorrentFileFilter
{
    private readonly string[][] _patterns;
    private readonly bool _ignoresCase;

    /// <param name="patterns">A file is chosen when one of them matches; with none, all files are.</param>
    /// <param name="ignoresCase">"*.MKV" matches "a.mkv".</param>
    public TorrentFileFilter(IEnumerable<string> patterns, bool ignoresCase = false)
    {
        _ignoresCase = ignoresCase;
        _patterns = [.. patterns.Select(Parts)];
    }

    public bool Matches(TorrentFile file, bool isFolder = true) => Matches(file.Path, isFolder);

    /// <param name="filePath">As <see cref="TorrentFile.Path"/> has it.</param>
    /// <param name="isFolder">The path begins with the torrent's folder.</param>
    public bool Matches(string filePath, bool isFolder = true)
    {
        if (_patterns.Length == 0) return true;
        var path = filePath.Split('/');
        foreach (var pattern in _patterns)
        {
            var isName = pattern.Length == 1 && pattern[0] != "**";
            if (isName ? MatchesPart(pattern[0], path[^1]) : MatchesPath(pattern, path, isFolder)) return true;
        }

        return false;
    }

    /// <summary>The numbers of the files chosen, pad files left out.</summary>
    public IReadOnlyList<int> Select(TorrentMetainfo metainfo) =>
        [.. metainfo.Files.Where(file => !file.IsPad && Matches(file, metainfo.IsFolder)).Select(file => file.Index)];

    private static string[] Parts(string pattern)
    {
        if (pattern.EndsWith('/')) pattern += "**";
        if (pattern.StartsWith("./", StringComparison.Ordinal)) pattern = pattern[2..];
        return pattern.TrimStart('/').Split('/', StringSplitOptions.RemoveEmptyEntries);
    }

    private bool MatchesPath(string[] pattern, string[] path, bool isFolder) =>
        MatchesParts(pattern, path) || (isFolder && path.Length > 1 && MatchesParts(pattern, path.AsSpan(1)));

    // After a "**" that failed, one more part is given to it; an earlier one never needs to be tried again.
    private bool MatchesParts(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
    {
        var (p, s, star, resume) = (0, 0, -1, 0);
        while (s < path.Length)
        {
            if (p < pattern.Length && pattern[p] == "**") (star, resume) = (p++, s);
            else if (p < pattern.Length && MatchesPart(pattern[p], path[s])) (p, s) = (p + 1, s + 1);
            else if (star >= 0) (p, s) = (star + 1, ++resume);
            else return false;
        }

        while (p < pattern.Length && pattern[p] == "**") p++;
        return p == pattern.Length;
    }

    private bool MatchesPart(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var (p, s, star, resume) = (0, 0, -1, 0);
        while (s < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*') (star, resume) = (p++, s);
            else if (p < pattern.Length && (pattern[p] == '?' || IsSame(pattern[p], text[s]))) (p, s) = (p + 1, s + 1);
            else if (star >= 0) (p, s) = (star + 1, ++resume);
            else return false;
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }

    private bool IsSame(char left, char right) =>
        left == right || (_ignoresCase && char.ToUpperInvariant(left) == char.ToUpperInvariant(right));
}
