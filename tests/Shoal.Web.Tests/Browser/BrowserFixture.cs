using Microsoft.Playwright;

namespace Shoal.Web.Browser;

/// <summary>One Chromium for all tests of the UI, confined to this machine.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    public const string Chromium = "/usr/bin/chromium";

    // The tests run as root in CI, where Chromium has no sandbox; and it must not look for updates or anything else out there.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE 127.0.0.2",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (!File.Exists(Chromium)) return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Arguments });
    }

    /// <summary>A page of a new, empty profile; what its scripts complain about fails the test when it ends.</summary>
    /// <param name="link">Where to.</param>
    /// <param name="tab">Which of the pages; null stays on the first.</param>
    /// <param name="width">Of the window.</param>
    /// <param name="height">Of the window.</param>
    internal async Task<BrowserPage> OpenAsync(Uri link, string? tab = null, int width = 1280, int height = 720)
    {
        var context = await _browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(30_000);
        var page = new BrowserPage(await context.NewPageAsync());
        await page.Page.GotoAsync(link.ToString());
        if (tab is not null) await page.Page.GetByRole(AriaRole.Link, new() { Name = tab }).ClickAsync();
        return page;
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

[CollectionDefinition(nameof(BrowserFixture))]
public sealed class BrowserCollection : ICollectionFixture<BrowserFixture>;

/// <summary>A test that needs Chromium where Debian puts it.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = File.Exists(BrowserFixture.Chromium) ? null : "chromium is not installed";
}
