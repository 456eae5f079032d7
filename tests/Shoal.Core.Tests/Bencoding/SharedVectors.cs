using System.Text;
using System.Text.Json;

namespace Shoal.Core.Tests.Bencoding;

/// <summary>Test data of other projects that lives beside the repository, not in it.</summary>
internal static class SharedVectors
{
    /// <summary>The path of a file or folder in the nearest "shared" folder upwards; null where there is none.</summary>
    public static string? Find(string relativePath)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", relativePath);
            if (Path.Exists(path)) return path;
        }

        return null;
    }

    /// <summary>The cases of one group of vectors/bittorrent.json; none, with a word on the console, when the file is absent.</summary>
    public static IReadOnlyList<JsonElement> Cases(string group)
    {
        if (Find("vectors/bittorrent.json") is not { } path)
        {
            Console.WriteLine($"skipped: no vectors/bittorrent.json for {group}");
            return [];
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. document.RootElement.GetProperty(group).GetProperty("cases").Clone().EnumerateArray()];
    }

    /// <summary>A string's UTF-8, or the bytes of {"hex": ...}.</summary>
    public static byte[] Bytes(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? Encoding.UTF8.GetBytes(value.GetString()!)
            : Convert.FromHexString(value.GetProperty("hex").GetString()!);
}
