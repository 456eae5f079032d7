using System.Globalization;
using Shoal.Commands;
using Shoal.Core.Codes;
using Shoal.Core.Primitives;

namespace Shoal.Terminal;

/// <summary>An offer as lines: names and sizes before the yes. Pure; names are escaped.</summary>
internal static class OfferView
{
    private const int NamesMax = 12;

    /// <summary>In a few words: "photos, 12 files, 3.40 MiB".</summary>
    public static string Summary(CodeManifest manifest)
    {
        if (manifest.Kind == CodeContentKind.Text) return "a text";
        var size = ByteCount.Show(manifest.TotalBytes);
        if (manifest.Kind == CodeContentKind.Stream) return $"a pipe, {size}";
        var names = manifest.TopNames;
        var first = TerminalText.Escape(names[0]);
        var name = names.Count switch
        {
            1 => manifest.Entries[0].Kind == CodeEntryKind.Folder ? first + "/" : first,
            _ => string.Create(CultureInfo.InvariantCulture, $"{first} and {names.Count - 1} more"),
        };
        return manifest.FileCount == 1 ? $"{name}, {size}" : string.Create(CultureInfo.InvariantCulture, $"{name}, {manifest.FileCount:N0} files, {size}");
    }

    /// <summary>The files, the first of them.</summary>
    public static IReadOnlyList<string> Names(CodeManifest manifest, int width)
    {
        var lines = new List<string>();
        var files = manifest.Entries.Where(entry => entry.Kind != CodeEntryKind.Folder).ToList();
        foreach (var entry in files.Take(NamesMax))
        {
            var size = entry.Kind == CodeEntryKind.Link ? "link" : ByteCount.Show(entry.Length);
            lines.Add($"  {size,10}  {CellText.Fit(TerminalText.Escape(entry.Path), Math.Max(width - 14, 10))}");
        }

        if (files.Count > NamesMax) lines.Add(string.Create(CultureInfo.InvariantCulture, $"  and {files.Count - NamesMax:N0} more"));
        return lines;
    }
}
