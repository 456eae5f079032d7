using System.Net;
using System.Net.Sockets;
using System.Text;
using Shoal.Engine.Sessions;
using Shoal.Interop;
using Shoal.Web.Tests;
using Xunit.Abstractions;

namespace Shoal.Web.Events;

public sealed class SilentListenerTests(ITestOutputHelper output)
{
    private const int Listeners = 50, Torrents = 2_000, Seconds = 45;
    private const long GrowthMax = 24 << 20;   // the history, and a buffer each

    [NeedsFact(Programs.LongRun)]
    public async Task Listeners_that_never_read_do_not_make_the_daemon_grow()
    {
        await using var daemon = await TestDaemon.StartAsync();
        for (var i = 0; i < Torrents; i++)
            await daemon.Engine.AddAsync(new AddTorrent { Magnet = $"magnet:?xt=urn:btih:{i:x40}&dn={i}", Directory = daemon.Root, StartPaused = true });
        await ChangeAllAsync(daemon, 0);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var silent = new List<TcpClient>();
        for (var i = 0; i < Listeners; i++) silent.Add(await ListenAsync(daemon));

        for (var second = 1; second <= Seconds; second++)
        {
            await ChangeAllAsync(daemon, second);
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{Listeners} silent listeners, {Seconds} s of {Torrents} changes a second: {growth / 1024:N0} KiB more");
        silent.ForEach(client => client.Dispose());
        Assert.InRange(growth, long.MinValue, GrowthMax);
    }

    private static async Task ChangeAllAsync(TestDaemon daemon, int round)
    {
        foreach (var torrent in daemon.Engine.Torrents) await torrent.SetLabelsAsync([$"round {round} of a label that is some letters long"]);
    }

    private static async Task<TcpClient> ListenAsync(TestDaemon daemon)
    {
        var client = new TcpClient { ReceiveBufferSize = 4_096 };
        await client.ConnectAsync(IPAddress.Loopback, daemon.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {daemon.Token}\r\n\r\n"));
        return client;
    }
}
