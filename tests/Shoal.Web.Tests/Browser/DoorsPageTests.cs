using Microsoft.Playwright;
using Shoal.Web.Tests;

namespace Shoal.Web.Browser;

[Collection(nameof(BrowserFixture))]
public sealed class DoorsPageTests(BrowserFixture browser)
{
    [BrowserFact]
    public async Task A_file_dropped_here_is_received_there_by_its_code()
    {
        await using var sender = await TestDaemon.StartAsync();
        await using var receiver = await TestDaemon.StartAsync();
        var content = new byte[5_000_000];
        new Random(5).NextBytes(content);
        await using var here = await browser.OpenAsync(sender.Link);
        await using var there = await browser.OpenAsync(receiver.Link);
        await here.LookAsync("doors");

        await here.DropAsync("holiday.mp4", content);
        var code = await here.Page.Locator("code.code").TextContentAsync();
        await here.LookAsync("offer");
        await there.Page.GetByLabel("The code you were told").FillAsync(code!);
        await there.Page.GetByRole(AriaRole.Button, new() { Name = "Look what it is" }).ClickAsync();
        await Assertions.Expect(there.Page.GetByText("Here is what it is")).ToBeVisibleAsync();
        await there.LookAsync("deciding");
        await there.Page.GetByLabel("Folder", new() { Exact = true }).FillAsync(Path.Combine(receiver.Root, "in"));
        await there.Page.GetByRole(AriaRole.Button, new() { Name = "Save it" }).ClickAsync();
        await Assertions.Expect(there.Page.GetByText("All here")).ToBeVisibleAsync();
        await Assertions.Expect(here.Page.GetByText("has it all")).ToBeVisibleAsync();
        await here.LookAsync("given");
        await there.LookAsync("received");

        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(receiver.Root, "in", "holiday.mp4")));
    }

    [BrowserFact]
    public async Task A_withdrawn_offer_leaves_nothing_of_its_upload()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await using var page = await browser.OpenAsync(daemon.Link);
        await page.DropAsync("secret.txt", [1, 2, 3]);
        await Assertions.Expect(page.Page.Locator("code.code")).ToBeVisibleAsync();
        Assert.Single(Directory.GetDirectories(Path.Combine(daemon.State, "uploads")));

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Withdraw this code" }).ClickAsync();
        await Assertions.Expect(page.Page.Locator("code.code")).ToHaveCountAsync(0);

        Assert.Empty(Directory.GetDirectories(Path.Combine(daemon.State, "uploads")));
    }

    [BrowserFact]
    public async Task What_is_no_code_is_said_in_words()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await using var page = await browser.OpenAsync(daemon.Link);

        await page.Page.GetByLabel("The code you were told").FillAsync("hello");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Look what it is" }).ClickAsync();
        await Assertions.Expect(page.Page.Locator(".notice.fault")).ToBeVisibleAsync();

        await page.LookAsync("no-code");
        page.ForgetComplaints();   // Chromium itself logs a refused request
    }

    [BrowserFact]
    public async Task The_doors_fit_a_phone()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await using var page = await browser.OpenAsync(daemon.Link, width: 390, height: 780);
        await page.DropAsync("holiday.mp4", new byte[100]);
        await Assertions.Expect(page.Page.Locator("code.code")).ToBeVisibleAsync();

        await page.LookAsync("doors-phone");

        Assert.False(await page.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), "the page is wider than the phone");
    }
}
