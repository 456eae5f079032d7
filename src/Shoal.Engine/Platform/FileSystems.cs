namespace Shoal.Engine.Platform;

/// <summary>The file system of the machine we run on.</summary>
internal static class FileSystems
{
    public static IFileSystem Local { get; } = OperatingSystem.IsLinux() ? new LinuxFileSystem() : new PortableFileSystem();
}
