using System.Text;

namespace Shoal.Fuzz;

/// <summary>Honest inputs that lie outside this project: torrents beside the repository, when they are there.</summary>
internal static class Corpus
{
    /// <summary>The bytes of this text, a char a byte.</summary>
    public static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    public static IReadOnlyList<byte[]> Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Torrents of other projects, none longer than asked; empty where there are none.</summary>
    public static IEnumerable<byte[]> Torrents(int maxBytes)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var torrents = Path.Combine(folder.FullName, "shared", "torrents");
            if (!Directory.Exists(torrents)) continue;
            return Directory.EnumerateFiles(torrents, "*.torrent", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal).Where(f => new FileInfo(f).Length <= maxBytes).Select(File.ReadAllBytes);
        }

        return [];
    }
}
