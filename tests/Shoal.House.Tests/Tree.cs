using System.Diagnostics;

namespace Shoal.House;

/// <summary>The repository as these tests read it.</summary>
internal static class Tree
{
    private static readonly string[] Ignored = ["artifacts", "bin", "obj", "node_modules", ".git"];

    public static string Root { get; } = FindRoot();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Paths from the root with '/' in them, of all files that end so.</summary>
    public static IReadOnlyList<string> Files(string folder, string ending)
    {
        var start = Path.Combine(Root, folder);
        if (!Directory.Exists(start)) return [];
        return [.. Walk(start).Where(path => path.EndsWith(ending, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    public static IReadOnlyList<string> Sources(string folder) => Files(folder, ".cs");

    /// <summary>What git tracks; every file where git is absent.</summary>
    public static IReadOnlyList<string> Tracked()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["ls-files", "-z"]) { WorkingDirectory = Root, RedirectStandardOutput = true });
            var paths = git!.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
            git.WaitForExit();
            if (git.ExitCode == 0 && paths.Length > 0) return [.. paths.Where(path => File.Exists(Path.Combine(Root, path)))];
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No git here.
        }

        return [.. Walk(Root)];
    }

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder)) yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            if (Ignored.Contains(Path.GetFileName(child))) continue;
            foreach (var file in Walk(child)) yield return file;
        }
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Shoal.slnx"))) return folder;
        }

        throw new DirectoryNotFoundException("These tests run inside the repository.");
    }
}
