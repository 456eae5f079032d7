using System.Diagnostics;

namespace Shoal.Engine.Tests.Storage;

/// <summary>A file system of its own in memory: to be filled, made read-only, taken away.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    /// <summary>Null, with the reason printed, where we may not mount.</summary>
    public static SmallDisk? TryMount(int sizeKiB)
    {
        var path = Directory.CreateTempSubdirectory("shoal-disk-").FullName;
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={sizeKiB}k", "shoal-test", path)) return new SmallDisk(path);
        Directory.Delete(path);
        Console.WriteLine("Skipped: mounting a file system is not permitted here.");
        return null;
    }

    public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", Path));

    public void MakeWritable() => Assert.True(Run("mount", "-o", "remount,rw", Path));

    public void Unmount() => Assert.True(Run("umount", "-l", Path));

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path, recursive: true);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;                            // no such program
        }
    }
}
