using System.Net;
using Microsoft.Playwright;
using Shoal.Engine.Sessions;
using Shoal.Interop;
using Shoal.Web.Documents;
using Shoal.Web.Tests;
using Xunit.Abstractions;

namespace Shoal.Web.Browser;

[Collection(nameof(BrowserFixture))]
public sealed class LivePageTests(BrowserFixture browser, ITestOutputHelper output)
{
    private const int Many = 5_000, Changing = 100, Seconds = 5;

    [BrowserFact]
    public async Task Two_browsers_see_the_same_and_go_on_by_themselves_when_the_daemon_comes_back()
    {
        var daemon = await TestDaemon.StartAsync();
        var (root, port) = (daemon.Root, daemon.Address.Port);
        await using var here = await browser.OpenAsync(daemon.Link, "Transfers");
        await using var there = await browser.OpenAsync(daemon.Link, "Transfers");
        await AddAsync(daemon, 1);
        await Assertions.Expect(here.Row("Number 1")).ToBeVisibleAsync();
        await Assertions.Expect(there.Row("Number 1")).ToBeVisibleAsync();

        await daemon.StopAsync();
        await Assertions.Expect(here.Page.GetByText("The daemon does not answer")).ToBeVisibleAsync();
        await here.LookAsync("lost");
        daemon = await TestDaemon.StartAsync(options => options with { ListenOn = [new(IPAddress.Loopback, port)] }, root);
        await using var again = daemon;
        await AddAsync(daemon, 2);

        foreach (var page in new[] { here, there })
        {
            await Assertions.Expect(page.Row("Number 1")).ToBeVisibleAsync();
            await Assertions.Expect(page.Row("Number 2")).ToBeVisibleAsync();
            await Assertions.Expect(page.Page.GetByText("The daemon does not answer")).ToHaveCountAsync(0);
            page.ForgetComplaints();   // Chromium itself logs each try while nobody answered
        }
    }

    [BrowserFact]
    public async Task Of_five_thousand_rows_with_a_hundred_changing_only_those_in_sight_are_drawn()
    {
        await using var daemon = await TestDaemon.StartAsync();
        for (var i = 1; i <= Many; i++)
            await daemon.Engine.AddAsync(new AddTorrent { Magnet = $"magnet:?xt=urn:btih:{i:x40}&dn=Number+{i}", Directory = daemon.Root, StartPaused = true });
        await using var page = await browser.OpenAsync(daemon.Link, "Transfers");
        await Assertions.Expect(page.Page.GetByText($"{Many} transfers")).ToBeVisibleAsync();
        using var stop = new CancellationTokenSource();
        var changing = ChangeAsync(daemon, stop.Token);

        var frames = await page.Page.EvaluateAsync<double[]>(
            """
            (seconds) => new Promise((done) => {
              const body = document.querySelector(".table"), times = [], end = performance.now() + seconds * 1000;
              let last = performance.now();
              const step = (now) => {
                times.push(now - last);
                last = now;
                body.scrollTop += 40;   // somebody scrolls meanwhile
                if (now < end) requestAnimationFrame(step); else done(times);
              };
              requestAnimationFrame(step);
            })
            """, Seconds);
        var rows = await page.Page.Locator(".body .row").CountAsync();
        await page.Page.GetByLabel("Search names and labels").FillAsync("round");
        await Assertions.Expect(page.Page.GetByText($"{Changing} of {Many} transfers")).ToBeVisibleAsync();
        await page.LookAsync("many");
        await stop.CancelAsync();
        await changing;

        Array.Sort(frames);
        output.WriteLine($"{frames.Length} frames in {Seconds} s; median {frames[frames.Length / 2]:0.0} ms, p95 {frames[frames.Length * 95 / 100]:0.0} ms, longest {frames[^1]:0.0} ms");
        Assert.InRange(rows, 5, 60);
    }

    [BrowserFact]
    public async Task Tokens_are_made_and_revoked_and_the_log_is_shown()
    {
        using var log = new Logs.DaemonLog(Microsoft.Extensions.Logging.LogLevel.Debug, null, isJson: false, TimeProvider.System);
        await using var daemon = await TestDaemon.StartAsync(logs: log);
        Microsoft.Extensions.Logging.LoggerExtensions.LogWarning(log.CreateLogger("test"), "something to see");
        await using var page = await browser.OpenAsync(daemon.Link, "Settings");
        await page.Page.GetByLabel("What it is for").FillAsync("my script");
        await page.Button("Make a token").ClickAsync();
        await Assertions.Expect(page.Page.Locator(".secret code")).ToContainTextAsync("shoal_");
        await page.Page.Locator(".tokens").ScrollIntoViewIfNeededAsync();
        await page.LookAsync("tokens");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke: my script" }).ClickAsync();
        await Assertions.Expect(page.Page.Locator(".tokens")).ToHaveCountAsync(0);

        await page.Page.GetByText("Show the log").ClickAsync();
        await Assertions.Expect(page.Page.GetByText("something to see")).ToBeVisibleAsync();
        await page.LookAsync("log");
    }

    [NeedsFact(Programs.LongRun)]
    public async Task Three_gigabytes_dropped_here_are_received_there_by_their_code()
    {
        await using var sender = await TestDaemon.StartAsync();
        await using var receiver = await TestDaemon.StartAsync();
        await using var here = await browser.OpenAsync(sender.Link);
        await using var there = await browser.OpenAsync(receiver.Link);
        here.Page.SetDefaultTimeout(600_000);
        there.Page.SetDefaultTimeout(600_000);
        // The browser keeps one part and names it 48 times.
        var transfer = await here.Page.EvaluateHandleAsync(
            """
            () => {
              const part = new Uint8Array(64 << 20);
              for (let i = 0; i < part.length; i += 65536) crypto.getRandomValues(part.subarray(i, i + 65536));
              const transfer = new DataTransfer();
              transfer.items.add(new File(Array(48).fill(new Blob([part])), "film.mkv"));
              return transfer;
            }
            """);
        foreach (var kind in new[] { "dragenter", "dragover", "drop" }) await here.Page.DispatchEventAsync("body", kind, new { dataTransfer = transfer });
        var code = await here.Page.Locator("code.code").TextContentAsync();
        await there.Page.GetByLabel("The code you were told").FillAsync(code!);
        await there.Page.GetByRole(AriaRole.Button, new() { Name = "Look what it is" }).ClickAsync();
        await there.Page.GetByLabel("Folder", new() { Exact = true }).FillAsync(Path.Combine(receiver.Root, "in"));
        await there.Page.GetByRole(AriaRole.Button, new() { Name = "Save it" }).ClickAsync();
        await Assertions.Expect(there.Page.GetByText("All here")).ToBeVisibleAsync(new() { Timeout = 600_000 });
        await there.LookAsync("received-large");

        using var sent = File.OpenRead(Directory.GetFiles(Path.Combine(sender.State, "uploads"), "film.mkv", SearchOption.AllDirectories).Single());
        using var got = File.OpenRead(Path.Combine(receiver.Root, "in", "film.mkv"));
        Assert.Equal(3L << 30, got.Length);
        Assert.Equal(await System.Security.Cryptography.SHA256.HashDataAsync(sent), await System.Security.Cryptography.SHA256.HashDataAsync(got));
    }

    private static async Task AddAsync(TestDaemon daemon, int number)
    {
        using var client = daemon.Client();
        await client.AddAsync(new AddRequest { Link = $"magnet:?xt=urn:btih:{number:x40}&dn=Number+{number}", IsPaused = true });
    }

    // The newest are on top: those change, so that what changes is in sight.
    private static async Task ChangeAsync(TestDaemon daemon, CancellationToken stop)
    {
        var torrents = daemon.Engine.Torrents.OrderBy(torrent => torrent.Snapshot().Name, StringComparer.Ordinal).ToList();
        for (var round = 0; !stop.IsCancellationRequested; round++)
        {
            foreach (var torrent in torrents.Where((_, i) => i % (Many / Changing) == 0)) await torrent.SetLabelsAsync([$"round {round}"], CancellationToken.None);
            await Task.Delay(TimeSpan.FromSeconds(1), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
