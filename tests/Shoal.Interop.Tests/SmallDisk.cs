namespace Shoal.Interop;

/// <summary>A tmpfs mounted over a folder, unmounted when disposed.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    public static async Task<SmallDisk> MountAsync(string folder, string options)
    {
        await RunningProgram.RunAsync("mount", ["-t", "tmpfs", "-o", options, "shoal-test", folder]);
        return new SmallDisk(folder);
    }

    public Task RemountAsync(string options) => RunningProgram.RunAsync("mount", ["-o", "remount," + options, _folder]);

    public async ValueTask DisposeAsync() => await RunningProgram.RunAsync("umount", ["--lazy", _folder]);
}
