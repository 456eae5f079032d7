using System.Net.Sockets;
using System.Text;

namespace Shoal.Commands.Daemon;

public sealed class ServiceManagerTests
{
    [Fact]
    public async Task The_service_manager_hears_that_we_are_ready_alive_and_stopping()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "notify");
        using var ears = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        ears.Bind(new UnixDomainSocketEndPoint(path));
        var manager = new ServiceManager(path, TimeSpan.FromMilliseconds(20));
        using var stop = new CancellationTokenSource();

        await manager.TellReadyAsync();
        var ready = await HearAsync(ears);
        var watching = manager.WatchAsync(TimeProvider.System, stop.Token);
        var alive = await HearAsync(ears);
        await stop.CancelAsync();
        await watching;
        await manager.TellStoppingAsync();
        var last = await HearAsync(ears);
        while (last == "WATCHDOG=1") last = await HearAsync(ears);

        Assert.Equal(("READY=1", "WATCHDOG=1", "STOPPING=1"), (ready, alive, last));
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_happens()
    {
        await new ServiceManager(null, TimeSpan.FromSeconds(1)).TellReadyAsync();
        await new ServiceManager("/nowhere/at/all", null).TellReadyAsync();
        await new ServiceManager(null, TimeSpan.FromSeconds(1)).WatchAsync(TimeProvider.System, CancellationToken.None);
    }

    private static async Task<string> HearAsync(Socket ears)
    {
        var buffer = new byte[100];
        return Encoding.UTF8.GetString(buffer, 0, await ears.ReceiveAsync(buffer, SocketFlags.None));
    }
}
