using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shoal.Core.Primitives;
using Shoal.Core.Trackers;
using Shoal.Interop;

namespace Shoal.Tracker.Tests;

/// <summary>The page in a real browser, with ten thousand swarms and announces that keep coming. Its pictures are left in artifacts/screenshots.</summary>
public sealed class PageTests
{
    private const int Swarms = 10_000;
    private const int InFlight = 50;

    // The tests run as root in CI, where Chromium has no sandbox; and it must not look for updates or anything else out there.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    ];

    [NeedsFact("chromium")]
    public async Task The_page_lives_with_ten_thousand_swarms_under_load_light_and_dark_wide_and_narrow()
    {
        var options = new TrackerOptions
        {
            Http = [new(IPAddress.Loopback, 0)], Udp = [new(IPAddress.Loopback, 0)], TargetAnnounceRate = 0,
            Limits = new AddressLimits { Announces = 0, Joins = 0, Scrapes = 0 },
        };
        await using var server = await TrackerServer.StartAsync(options);
        using var stop = new CancellationTokenSource();
        var load = Task.Run(() => Announce(server.Udp[0], stop.Token));
        await Ask.UntilAsync(() => Task.FromResult(server.Snapshot().Swarms == Swarms), "every swarm is announced to", seconds: 60);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Programs.PathOf("chromium"), Args = Arguments });

        await LookAsync(browser, server.Http[0], "tracker-light", ColorScheme.Light, 1280, 1000);
        await LookAsync(browser, server.Http[0], "tracker-dark", ColorScheme.Dark, 1280, 1000);
        await LookAsync(browser, server.Http[0], "tracker-narrow", ColorScheme.Light, 390, 1500);

        await stop.CancelAsync();
        Assert.True(await load > Swarms);
    }

    private static async Task LookAsync(IBrowser browser, IPEndPoint tracker, string name, ColorScheme scheme, int width, int height)
    {
        var context = await browser.NewContextAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height } });
        await using (context)
        {
            context.SetDefaultTimeout(60_000);
            var page = await context.NewPageAsync();
            var complaints = new List<string>();
            page.PageError += (_, error) => complaints.Add(error);
            page.Console += (_, message) =>
            {
                if (message.Type is "error" or "warning") complaints.Add(message.Text);
            };
            page.Request += (_, request) =>
            {
                if (!request.Url.StartsWith($"http://{tracker}/", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) complaints.Add(request.Url);
            };
            await page.GotoAsync($"http://{tracker}/");

            await Assertions.Expect(page.Locator("#swarms")).ToHaveTextAsync("10,000", new() { Timeout = 60_000 });
            await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("live");
            await Assertions.Expect(page.Locator("#top tr")).ToHaveCountAsync(20);
            // It is live: the total grows while one looks.
            var total = await page.Locator("#announceTotal").TextContentAsync();
            await Assertions.Expect(page.Locator("#announceTotal")).Not.ToHaveTextAsync(total!, new() { Timeout = 60_000 });
            await Assertions.Expect(page.Locator("#rate polyline")).ToHaveCountAsync(1);
            Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            var folder = Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "screenshots");
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
            var flaws = (await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {v.Help}");
            Assert.Empty(flaws.Concat(complaints));
        }
    }

    // A window of announces on their way: torrents in turns, peers of six ports, a sixth of them seeds.
    private static long Announce(IPEndPoint tracker, CancellationToken stop)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 1_000 };
        socket.Connect(tracker);
        var buffer = new byte[TrackerLimits.MaxDatagramBytes];
        UdpConnect.WriteRequest(buffer, 5);
        socket.Send(buffer.AsSpan(0, UdpConnect.RequestSize));
        Assert.True(UdpConnect.TryReadReply(buffer.AsSpan(0, socket.Receive(buffer)), out var id));
        var asked = 0L;
        for (; !stop.IsCancellationRequested; asked += InFlight)
        {
            for (var i = 0; i < InFlight; i++) Ask(asked + i);
            for (var i = 0; i < InFlight; i++) Hear();
        }

        return asked;

        void Ask(long number)
        {
            var hash = new byte[20];
            BinaryPrimitives.WriteInt32BigEndian(hash, (int)(number % Swarms));
            var port = 1 + (int)(number / Swarms % 6);
            var request = new AnnounceRequest { InfoHash = new InfoHash(hash), PeerId = default, Port = port, Left = port - 1, NumWant = 30 };
            socket.Send(buffer.AsSpan(0, UdpAnnounce.WriteRequest(buffer, id, 6, request, [])));
        }

        void Hear()
        {
            try
            {
                socket.Receive(buffer);
            }
            catch (SocketException)
            {
                // One was lost; the next window will do.
            }
        }
    }
}
