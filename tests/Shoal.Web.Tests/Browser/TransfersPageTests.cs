using Microsoft.Playwright;
using Shoal.Web.Documents;
using Shoal.Web.Tests;

namespace Shoal.Web.Browser;

[Collection(nameof(BrowserFixture))]
public sealed class TransfersPageTests(BrowserFixture browser)
{
    private const string Magnet = "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567&dn=A+magnet";

    [BrowserFact]
    public async Task The_daemons_link_opens_the_page_and_leaves_no_token_in_the_address()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await using var page = await browser.OpenAsync(daemon.Link, "Transfers");

        await Assertions.Expect(page.Page.GetByText("Nothing here yet")).ToBeVisibleAsync();

        Assert.DoesNotContain("token", page.Page.Url, StringComparison.Ordinal);
        await page.LookAsync("empty");
        await page.Page.ReloadAsync();
        await Assertions.Expect(page.Page.GetByText("Nothing here yet")).ToBeVisibleAsync();   // the cookie holds
    }

    [BrowserFact]
    public async Task A_browser_without_the_link_stays_outside()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await using var page = await browser.OpenAsync(daemon.Address);

        await Assertions.Expect(page.Page.GetByRole(AriaRole.Heading, new() { Name = "Who is there?" })).ToBeVisibleAsync();
        await page.LookAsync("login");
    }

    [BrowserFact]
    public async Task A_magnet_is_added_paused_resumed_and_removed()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await using var page = await browser.OpenAsync(daemon.Link, "Transfers");

        await page.Button("Add").ClickAsync();
        await page.Page.GetByLabel("Magnet link or web address").FillAsync(Magnet);
        await page.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await page.Row("A magnet").ClickAsync();
        await page.Button("Pause").ClickAsync();
        await Assertions.Expect(page.Row("A magnet")).ToContainTextAsync("Paused");
        await page.Button("Resume").ClickAsync();
        await Assertions.Expect(page.Row("A magnet")).ToContainTextAsync("Getting details");
        await page.LookAsync("magnet");
        await page.Button("Remove").ClickAsync();
        await page.LookAsync("remove");
        await page.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();

        await Assertions.Expect(page.Row("A magnet")).ToHaveCountAsync(0);
        Assert.Empty(daemon.Engine.Torrents);
    }

    [BrowserFact]
    public async Task A_torrent_dropped_on_the_window_is_watched_until_it_is_here()
    {
        await using var giver = await TestDaemon.StartAsync();
        var torrent = await giver.TorrentAsync("film.mkv", 3_000_000);
        using (var client = giver.Client()) await client.AddAsync(torrent, new AddRequest { Link = "", Directory = Path.Combine(giver.Root, "content") });
        await using var daemon = await TestDaemon.StartAsync();
        var folder = Path.Combine(daemon.Root, "downloads");
        await using var page = await browser.OpenAsync(daemon.Link, "Transfers");

        await page.DropAsync("film.torrent", torrent);
        await page.Page.GetByLabel("Folder").FillAsync(folder);
        await page.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Assertions.Expect(page.Row("film.mkv")).ToContainTextAsync("Seeding");
        await page.Row("film.mkv").DblClickAsync();
        await Assertions.Expect(page.Page.GetByText("Info-hash v2")).ToBeVisibleAsync();
        await page.LookAsync("details");
        await page.Page.GetByRole(AriaRole.Tab, new() { Name = "Files" }).ClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Get this file: film.mkv" })).ToBeCheckedAsync();
        await page.LookAsync("files");

        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(giver.Root, "content", "film.mkv")), await File.ReadAllBytesAsync(Path.Combine(folder, "film.mkv")));
    }

    [BrowserFact]
    public async Task Everything_can_be_done_by_keyboard_alone()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await AddThreeAsync(daemon);
        await using var page = await browser.OpenAsync(daemon.Link, "Transfers");
        await page.Page.GetByRole(AriaRole.Grid).FocusAsync();

        foreach (var key in new[] { "ArrowDown", "ArrowDown", "Enter" }) await page.Page.Keyboard.PressAsync(key);
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Complementary)).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Complementary)).ToHaveCountAsync(0);
        await page.Page.Keyboard.PressAsync("Control+a");
        await Assertions.Expect(page.Page.GetByText("3 selected")).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Delete");
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Heading, new() { Name = "Remove 3 transfers?" })).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(page.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        Assert.Equal(3, daemon.Engine.Torrents.Count);
    }

    [BrowserFact]
    public async Task On_a_phone_nothing_is_cut_off()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await AddThreeAsync(daemon);
        await using var page = await browser.OpenAsync(daemon.Link, "Transfers", width: 390, height: 780);
        await Assertions.Expect(page.Row("Number 1")).ToBeVisibleAsync();

        await page.LookAsync("phone");

        Assert.False(await page.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), "the page is wider than the phone");
    }

    [BrowserFact]
    public async Task Theme_and_limits_are_set_and_hold()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await using var page = await browser.OpenAsync(daemon.Link, "Transfers");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();

        await page.Page.GetByRole(AriaRole.Radio, new() { Name = "Dark" }).CheckAsync();
        await page.Page.GetByLabel("Download, all together").FillAsync("512");
        await page.Button("Save").First.ClickAsync();
        await Assertions.Expect(page.Page.GetByText("Saved")).ToBeVisibleAsync();
        await page.LookAsync("settings-dark");
        var background = await page.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        await page.Page.ReloadAsync();

        await Assertions.Expect(page.Page.GetByLabel("Download, all together")).ToHaveValueAsync("512");
        Assert.Equal((512 * 1_024, 0), daemon.Engine.Limits);
        Assert.Equal("rgb(14, 26, 32)", background);
    }

    [BrowserFact]
    public async Task Threat_row_6_a_name_that_is_markup_stays_a_name()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using (var client = daemon.Client())
            await client.AddAsync(new AddRequest { Link = "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567&dn=%3Cimg%20src%3Dx%20onerror%3D%22document.title%3D'owned'%22%3E" });
        await using var page = await browser.OpenAsync(daemon.Link, "Transfers");

        await page.Page.Locator(".body .row").First.DblClickAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Complementary)).ToContainTextAsync("<img src=x onerror");

        Assert.Equal("Shoal", await page.Page.TitleAsync());
        Assert.Equal(0, await page.Page.Locator("img[src=x]").CountAsync());
    }

    private static async Task AddThreeAsync(TestDaemon daemon)
    {
        using var client = daemon.Client();
        for (var i = 1; i <= 3; i++)
            await client.AddAsync(new AddRequest { Link = $"magnet:?xt=urn:btih:{i}123456789abcdef0123456789abcdef01234567&dn=Number+{i}", IsPaused = true });
    }
}
