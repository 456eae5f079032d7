using System.Security.Cryptography;

namespace Shoal.Interop;

/// <summary>Content that tests send around: made from a seed, compared by digest.</summary>
internal static class Tree
{
    public const int PieceLength = 256 * 1024;

    /// <summary>About 16 MiB: Unicode names, empty files, a file that ends on a piece boundary and one that does not.</summary>
    public static string MakeMixed(string parent, int seed = 1)
    {
        var root = Path.Combine(parent, "ψάρια и рыбы 魚🐟");
        var random = new Random(seed);
        Write(root, "a on a boundary.bin", 16 * PieceLength, random);
        Write(root, "b off a boundary.bin", 5 * 1024 * 1024 + 12_345, random);
        Write(root, "c empty", 0, random);
        Write(root, "δεύτερο/пусто.txt", 0, random);
        Write(root, "δεύτερο/日本語のファイル.dat", 6 * 1024 * 1024 - 1, random);
        Write(root, "δεύτερο/e\u0301 decomposed.txt", 100, random);   // NFD: the name must come back byte by byte
        Write(root, "δεύτερο/τρίτο/one byte", 1, random);
        return root;
    }

    /// <summary>One file of random bytes.</summary>
    public static string MakeFile(string parent, string name, long lengthBytes, int seed = 2)
    {
        Write(parent, name, lengthBytes, new Random(seed));
        return Path.Combine(parent, name);
    }

    /// <summary>Many small files, 0 to 8 KiB, in folders of 200.</summary>
    public static string MakeSmallFiles(string parent, int count, int seed = 3)
    {
        var root = Path.Combine(parent, "small files");
        var random = new Random(seed);
        for (var i = 0; i < count; i++) Write(root, $"{i / 200:000}/{i:00000}.txt", random.Next(0, 8192), random);
        return root;
    }

    /// <summary>Fails unless both hold the same files, by path, length and SHA-256. Pad files (BEP 47), which old clients write, do not count.</summary>
    public static void AssertSame(string expected, string actual)
    {
        var want = Digests(expected);
        var have = Digests(actual);
        Assert.Equal(want.Keys.Order(StringComparer.Ordinal), have.Keys.Order(StringComparer.Ordinal));
        foreach (var (path, digest) in want) Assert.True(digest == have[path], $"{path} differs");
    }

    /// <summary>Adds the empty files that a client is known not to make, so that the rest can be compared.</summary>
    public static void AddEmptyFiles(string expected, string actual)
    {
        if (File.Exists(expected)) return;
        foreach (var file in Directory.EnumerateFiles(expected, "*", SearchOption.AllDirectories).Where(f => new FileInfo(f).Length == 0))
        {
            var copy = Path.Combine(actual, Path.GetRelativePath(expected, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (!File.Exists(copy)) File.Create(copy).Dispose();
        }
    }

    private static Dictionary<string, string> Digests(string path)
    {
        if (File.Exists(path)) return new() { [""] = Digest(path) };
        if (!Directory.Exists(path)) return [];
        return Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(path, file).StartsWith(".pad", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetRelativePath(path, file), Digest, StringComparer.Ordinal);
    }

    private static string Digest(string file)
    {
        using var stream = File.OpenRead(file);
        return $"{stream.Length}:{Convert.ToHexStringLower(SHA256.HashData(stream))}";
    }

    private static void Write(string root, string name, long lengthBytes, Random random)
    {
        var path = Path.Combine(root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        var buffer = new byte[(int)Math.Min(lengthBytes, 1 << 20)];
        for (var left = lengthBytes; left > 0; left -= buffer.Length)
        {
            random.NextBytes(buffer);
            file.Write(buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)));
        }
    }
}
