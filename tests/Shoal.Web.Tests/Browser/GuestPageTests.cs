using Microsoft.Playwright;
using Shoal.Web.Guests;
using Shoal.Web.Tests;

namespace Shoal.Web.Browser;

[Collection(nameof(BrowserFixture))]
public sealed class GuestPageTests(BrowserFixture browser)
{
    [BrowserFact]
    public async Task Who_has_only_a_browser_opens_the_link_and_saves_the_file()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var content = new byte[400_000];
        new Random(4).NextBytes(content);
        await using var sender = await browser.OpenAsync(daemon.Link);
        await sender.DropAsync("holiday.mp4", content);
        await sender.Page.GetByLabel("Also for browsers without Shoal").CheckAsync();
        await Assertions.Expect(sender.Page.Locator("code.address")).ToBeVisibleAsync();
        await sender.Page.GetByText("Show as a QR code").ClickAsync();
        await sender.LookAsync("offer-browsers");
        var link = (await GuestTests.OnlyOfferAsync(daemon)).Pages[0];

        await using var guest = await browser.OpenAsync(new Uri(link), width: 390, height: 780);
        await Assertions.Expect(guest.Page.GetByRole(AriaRole.Heading, new() { Name = "holiday.mp4" })).ToBeVisibleAsync();
        await guest.LookAsync("guest");
        var download = await guest.Page.RunAndWaitForDownloadAsync(() => guest.Page.GetByRole(AriaRole.Link, new() { Name = "Save it" }).ClickAsync());
        await Assertions.Expect(guest.Page.GetByText("You have it all.")).ToBeVisibleAsync();
        await Assertions.Expect(sender.Page.GetByText("has it all")).ToBeVisibleAsync();
        await guest.LookAsync("guest-done");

        Assert.DoesNotContain("k=", guest.Page.Url, StringComparison.Ordinal);
        Assert.Equal("holiday.mp4", download.SuggestedFilename);
        Assert.Equal(content, await File.ReadAllBytesAsync(await download.PathAsync()));
    }

    [BrowserFact]
    public async Task A_code_typed_into_the_page_shows_what_there_is()
    {
        await using var daemon = await TestDaemon.StartAsync();
        GuestTests.Make(daemon, "trip/a.jpg", 50_000);
        GuestTests.Make(daemon, "trip/b.jpg", 1_500_000);
        var (offer, other) = await GuestBrowser.OfferAsync(daemon, GuestTests.Paths(daemon, "trip"));
        using var unused = other;
        await using var guest = await browser.OpenAsync(new Uri(offer.Pages[0].Split('#')[0]));
        await guest.LookAsync("guest-code");

        await guest.Page.GetByLabel("Code").FillAsync("4821-voilet");
        await guest.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(guest.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        guest.ForgetComplaints();   // Chromium itself logs a refused request
        await guest.LookAsync("guest-mistyped");
        await guest.Page.GetByLabel("Code").FillAsync(offer.Code);
        await guest.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(guest.Page.GetByText("trip/b.jpg")).ToBeVisibleAsync();
        await guest.LookAsync("guest-folder");
        var download = await guest.Page.RunAndWaitForDownloadAsync(() => guest.Page.GetByRole(AriaRole.Link, new() { Name = "zip" }).ClickAsync());

        Assert.Equal("trip.zip", download.SuggestedFilename);
    }
}
