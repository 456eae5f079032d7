using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Shoal.Core.Primitives;

namespace Shoal.Core.Codes;

/// <summary>Makes the paths of a manifest safe: each element by <see cref="SafePath"/>, each entry a path of its own on file systems that
/// ignore case, each link to something that is sent (threats rows 10 to 15).</summary>
internal sealed class CodePaths
{
    /// <summary>Names tried in vain, over the whole manifest, before it is refused: doubles must not become quadratic.</summary>
    public const int CollisionsMax = 500;

    // Safe path -> what has it. Safe folders by the path they were given as, so that all their files follow a renamed folder.
    private readonly Dictionary<string, (CodeEntryKind Kind, string Path)> _taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _safeByGiven = new(StringComparer.Ordinal);
    private int _collisions;

    public static bool TryMakeSafe(
        IReadOnlyList<CodeEntry> entries, [NotNullWhen(true)] out IReadOnlyList<CodeEntry>? safe, [NotNullWhen(false)] out string? problem)
    {
        var paths = new CodePaths();
        var made = new List<CodeEntry>(entries.Count);
        safe = null;
        foreach (var entry in entries)
        {
            if (entry.Path.Length > SafePath.MaxPathLength || paths.Place(entry) is not { } path)
            {
                problem = $"The sender offers a name that cannot be written: {TerminalText.Escape(entry.Path[..Math.Min(entry.Path.Length, 100)])}";
                return false;
            }

            if (paths._collisions > CollisionsMax)
            {
                problem = "The sender offers too many files of one name.";
                return false;
            }

            made.Add(entry with { Path = path });
        }

        // Links last, when all that they can lead to has its name; one that leads nowhere is left out.
        safe = [.. made.Zip(entries, paths.Resolve).OfType<CodeEntry>()];
        problem = null;
        return true;
    }

    private string? Place(CodeEntry entry)
    {
        var given = Elements(entry.Path);
        if (given.Count is 0 or > SafePath.MaxElements) return null;
        var folder = string.Empty;
        for (var i = 0; i < given.Count - 1; i++)
        {
            if (Folder(string.Join('/', given.Take(i + 1)), folder, given[i]) is not { } next) return null;
            folder = next;
        }

        var whole = string.Join('/', given);
        if (entry.Kind == CodeEntryKind.Folder) return Folder(whole, folder, given[^1]);
        var path = Free(folder, given[^1], entry.Kind);
        if (path is not null) _safeByGiven.TryAdd(whole, path);
        return path;
    }

    private string? Folder(string given, string parent, string name)
    {
        if (_safeByGiven.TryGetValue(given, out var known)) return _taken[known].Kind == CodeEntryKind.Folder ? known : null;
        var wanted = Join(parent, name);
        if (wanted is null) return null;
        var safe = _taken.TryGetValue(wanted, out var other) && other.Kind == CodeEntryKind.Folder ? other.Path : Free(parent, name, CodeEntryKind.Folder);
        if (safe is not null) _safeByGiven[given] = safe;
        return safe;
    }

    // "name.1.ext" where the name is taken.
    private string? Free(string folder, string name, CodeEntryKind kind)
    {
        if (Join(folder, name) is not { } path || path.Length > SafePath.MaxPathLength) return null;
        if (_taken.TryAdd(path, (kind, path))) return path;
        var dot = path.LastIndexOf('.');
        var (stem, extension) = dot > path.LastIndexOf('/') + 1 ? (path[..dot], path[dot..]) : (path, string.Empty);
        for (var number = 1; ++_collisions <= CollisionsMax; number++)
        {
            var other = string.Create(CultureInfo.InvariantCulture, $"{stem}.{number}{extension}");
            if (_taken.TryAdd(other, (kind, other))) return other;
        }

        return path;   // over the limit: the caller refuses it all
    }

    private static string? Join(string folder, string name)
    {
        var path = new StringBuilder(folder);
        return SafePath.Append(path, Encoding.UTF8.GetBytes(name), keepEmpty: true) ? path.ToString() : null;
    }

    private CodeEntry? Resolve(CodeEntry safe, CodeEntry given)
    {
        if (safe.Kind != CodeEntryKind.Link) return safe;
        var parts = Elements(given.Path);
        parts.RemoveAt(parts.Count - 1);
        if (given.Target is not { Length: > 0 and <= SafePath.MaxPathLength } target || target[0] == '/') return null;
        foreach (var part in target.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count == 0) return null;   // out of what is sent
            else parts.RemoveAt(parts.Count - 1);
        }

        return parts.Count > 0 && _safeByGiven.TryGetValue(string.Join('/', parts), out var path) && path != safe.Path
            ? safe with { Target = Relative(safe.Path, path) } : null;
    }

    private static string Relative(string link, string target)
    {
        var (from, to) = (link.Split('/')[..^1], target.Split('/'));
        var common = 0;
        while (common < from.Length && common < to.Length - 1 && from[common] == to[common]) common++;
        return string.Join('/', Enumerable.Repeat("..", from.Length - common).Concat(to.Skip(common)));
    }

    // What stands for "here" and "above" is dropped; so are empty parts, and with them a leading '/'.
    private static List<string> Elements(string path) =>
        [.. path.Split('/').Where(part => part.Length > 0 && part is not "." and not "..")];
}
