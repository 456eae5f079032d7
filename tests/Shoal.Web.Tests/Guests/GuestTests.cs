using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using Shoal.Web.Documents;
using Shoal.Web.Tests;

namespace Shoal.Web.Guests;

public sealed class GuestTests
{
    [Fact]
    public async Task A_browser_with_the_link_gets_the_file_and_is_listed_as_a_receiver()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var content = Make(daemon, "holiday.mp4", 300_000);
        var (offer, browser) = await GuestBrowser.OfferAsync(daemon, Paths(daemon, "holiday.mp4"));
        using var guest = browser;

        var (status, _) = await guest.EnterAsync(new Uri(offer.Pages[0]).Fragment);
        var page = await guest.PageAsync();
        var before = await OnlyReceiverAsync(daemon);
        var bytes = await guest.BytesAsync("0/holiday.mp4");

        Assert.Equal(HttpStatusCode.SeeOther, status);
        Assert.Contains("holiday.mp4", page, StringComparison.Ordinal);
        Assert.Contains("Not encrypted", page, StringComparison.Ordinal);
        Assert.Equal("deciding", before.State);
        Assert.Equal(content, bytes);
        Assert.Equal(("done", 300_000L), await SettledAsync(daemon));
    }

    [Fact]
    public async Task A_download_that_broke_off_goes_on_where_it_was()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var content = Make(daemon, "big.bin", 500_000);
        var (offer, browser) = await GuestBrowser.OfferAsync(daemon, Paths(daemon, "big.bin"));
        using var guest = browser;
        await guest.EnterAsync(offer.Code);

        using var first = await guest.GetAsync("0/big.bin", 0, 199_999);
        var head = await first.Content.ReadAsByteArrayAsync();
        var middle = await OnlyReceiverAsync(daemon);
        using var second = await guest.GetAsync("0/big.bin", 200_000, null, first.Headers.ETag!.ToString());
        var tail = await second.Content.ReadAsByteArrayAsync();

        Assert.Equal(HttpStatusCode.PartialContent, second.StatusCode);
        Assert.Equal(content, head.Concat(tail));
        Assert.Equal(("receiving", 200_000L), (middle.State, middle.Done));
        Assert.Equal(("done", 500_000L), await SettledAsync(daemon));
    }

    [Fact]
    public async Task Several_files_come_as_a_zip_file_with_names_that_no_unpacker_takes_amiss()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var photo = Make(daemon, "trip/sea/photo é.jpg", 70_000);
        Make(daemon, "trip/empty.txt", 0);
        Make(daemon, "trip/..\\..\\evil.exe", 10);
        Make(daemon, "trip/CON", 5);
        Directory.CreateDirectory(Path.Combine(daemon.Root, "content", "trip", "nothing inside"));
        File.CreateSymbolicLink(Path.Combine(daemon.Root, "content", "trip", "link"), "empty.txt");
        var (offer, browser) = await GuestBrowser.OfferAsync(daemon, Paths(daemon, "trip"));
        using var guest = browser;
        await guest.EnterAsync(offer.Code);

        using var zip = new ZipArchive(new MemoryStream(await guest.BytesAsync("all/trip.zip")));

        Assert.Contains("trip/nothing inside/", zip.Entries.Select(entry => entry.FullName));
        Assert.DoesNotContain(zip.Entries, entry => entry.FullName.Contains('\\', StringComparison.Ordinal) || entry.FullName.Split('/').Contains("..") || entry.FullName.EndsWith("/CON", StringComparison.Ordinal));
        Assert.DoesNotContain(zip.Entries, entry => entry.FullName.EndsWith("/link", StringComparison.Ordinal));
        using var inside = new MemoryStream();
        await zip.GetEntry("trip/sea/photo é.jpg")!.Open().CopyToAsync(inside);
        Assert.Equal(photo, inside.ToArray());
        Assert.Equal("done", (await SettledAsync(daemon)).State);
    }

    [Fact]
    public async Task Nobody_gets_in_unless_the_sender_lets_browsers_in()
    {
        await using var daemon = await TestDaemon.StartAsync();
        Make(daemon, "a.txt", 10);
        using var owner = daemon.Owner();
        using var response = await owner.PostAsJsonAsync("/api/v1/codes/offers", Paths(daemon, "a.txt"));
        var offer = (await response.Content.ReadFromJsonAsync<OfferRow>())!;
        using var guest = new GuestBrowser(daemon.Address);

        var (shut, _) = await guest.EnterAsync(offer.Code);
        using var opened = await owner.PutAsJsonAsync($"/api/v1/codes/offers/{offer.Id}/page", new PageRequest(true));
        var (open, _) = await guest.EnterAsync(offer.Code);
        using var closed = await owner.PutAsJsonAsync($"/api/v1/codes/offers/{offer.Id}/page", new PageRequest(false));

        Assert.Empty(offer.Pages);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.SeeOther), (shut, open));
        Assert.Single((await opened.Content.ReadFromJsonAsync<OfferRow>())!.Pages);
        Assert.Empty((await closed.Content.ReadFromJsonAsync<OfferRow>())!.Pages);
        Assert.Equal("left", (await OnlyReceiverAsync(daemon)).State);
    }

    [Fact]
    public async Task A_code_for_one_is_over_when_a_browser_has_it()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var content = Make(daemon, "a.bin", 1_000);
        var (offer, browser) = await GuestBrowser.OfferAsync(daemon, Paths(daemon, "a.bin") with { Receivers = 1 });
        using var guest = browser;
        using var late = new GuestBrowser(new Uri(offer.Pages[0]));
        await guest.EnterAsync(offer.Code);

        var (crowded, words) = await late.EnterAsync(offer.Code);
        await guest.BytesAsync("0/a.bin");
        await SettledAsync(daemon);
        var again = await guest.BytesAsync("0/a.bin", 500);   // its download may have broken off on its own side

        Assert.Equal(HttpStatusCode.Forbidden, crowded);
        Assert.Contains("Ask the sender for a new code", words, StringComparison.Ordinal);
        Assert.Equal(content[500..], again);
        Assert.Equal("It was received.", (await OnlyOfferAsync(daemon)).Ended);
    }

    [Fact]
    public async Task A_browser_waits_for_the_senders_yes_and_sees_no_name_before()
    {
        await using var daemon = await TestDaemon.StartAsync();
        Make(daemon, "secret-plan.txt", 10);
        var (offer, browser) = await GuestBrowser.OfferAsync(daemon, Paths(daemon, "secret-plan.txt") with { Confirm = true });
        using var guest = browser;
        await guest.EnterAsync(offer.Code);

        var before = await guest.PageAsync();
        using var early = await guest.GetAsync("0/secret-plan.txt");
        using var owner = daemon.Owner();
        var receiver = await OnlyReceiverAsync(daemon);
        using var yes = await owner.PostAsJsonAsync($"/api/v1/codes/offers/{offer.Id}/receivers/{receiver.Id}", new DecideRequest(true));
        while ((await OnlyReceiverAsync(daemon)).State == "waiting") await Task.Yield();
        var after = await guest.PageAsync();

        Assert.DoesNotContain("secret-plan", before, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Gone, early.StatusCode);
        Assert.Contains("secret-plan", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_is_shown_as_text()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var (offer, browser) = await GuestBrowser.OfferAsync(daemon, new OfferRequest { Text = "<script>alert(1)</script> & more" });
        using var guest = browser;
        await guest.EnterAsync(offer.Code);

        Assert.Contains("<pre>&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</pre>", await guest.PageAsync(), StringComparison.Ordinal);
        Assert.Equal("done", (await SettledAsync(daemon)).State);
    }

    [Fact]
    public async Task What_changed_since_it_was_offered_is_not_sent()
    {
        await using var daemon = await TestDaemon.StartAsync();
        Make(daemon, "a.bin", 1_000);
        var (offer, browser) = await GuestBrowser.OfferAsync(daemon, Paths(daemon, "a.bin"));
        using var guest = browser;
        await guest.EnterAsync(offer.Code);

        Make(daemon, "a.bin", 900);
        using var response = await guest.GetAsync("0/a.bin");

        Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
        Assert.Contains("was changed", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_ends_with_the_code()
    {
        await using var daemon = await TestDaemon.StartAsync();
        Make(daemon, "a.bin", 1_000);
        var (offer, browser) = await GuestBrowser.OfferAsync(daemon, Paths(daemon, "a.bin") with { Seconds = 2 });
        using var guest = browser;
        var (status, _) = await guest.EnterAsync(offer.Code);
        while ((await OnlyOfferAsync(daemon)).IsOpen) await Task.Delay(50);

        using var response = await guest.GetAsync("0/a.bin");

        Assert.Equal(HttpStatusCode.SeeOther, status);
        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.Gone, HttpStatusCode.Forbidden });
        Assert.Empty((await OnlyOfferAsync(daemon)).Pages);
    }

    internal static byte[] Make(TestDaemon daemon, string path, int bytes)
    {
        var full = Path.Combine(daemon.Root, "content", path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var content = new byte[bytes];
        new Random(bytes).NextBytes(content);
        File.WriteAllBytes(full, content);
        return content;
    }

    internal static OfferRequest Paths(TestDaemon daemon, string path) => new() { Paths = [Path.Combine(daemon.Root, "content", path)] };

    internal static async Task<OfferRow> OnlyOfferAsync(TestDaemon daemon)
    {
        using var owner = daemon.Owner();
        return Assert.Single((await owner.GetFromJsonAsync<CodesDocument>("/api/v1/codes"))!.Offers);
    }

    private static async Task<OfferReceiver> OnlyReceiverAsync(TestDaemon daemon) => (await OnlyOfferAsync(daemon)).Receivers[0];

    // The last bytes are here before the sender has heard of it.
    private static async Task<(string State, long Done)> SettledAsync(TestDaemon daemon)
    {
        var receiver = await OnlyReceiverAsync(daemon);
        for (; receiver.State == "receiving"; receiver = await OnlyReceiverAsync(daemon)) await Task.Yield();
        return (receiver.State, receiver.Done);
    }
}
