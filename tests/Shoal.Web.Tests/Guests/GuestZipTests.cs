using System.Diagnostics;
using System.IO.Compression;
using Shoal.Interop;
using Shoal.Web.Tests;

namespace Shoal.Web.Guests;

public sealed class GuestZipTests
{
    private const long Huge = (4L << 30) + 12_345;

    [NeedsFact(Programs.LongRun, "unzip")]
    public async Task A_file_beyond_four_gibibytes_is_whole_in_a_zip_file_that_others_read()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var folder = Path.Combine(daemon.Root, "content", "film");
        Directory.CreateDirectory(folder);
        using (var sparse = File.Create(Path.Combine(folder, "film.mkv")))
        {
            sparse.SetLength(Huge);
            sparse.Position = Huge - 3;
            sparse.Write([1, 2, 3]);
        }

        File.WriteAllText(Path.Combine(folder, "notes.txt"), "after it");
        var (offer, browser) = await GuestBrowser.OfferAsync(daemon, GuestTests.Paths(daemon, "film"));
        using var guest = browser;
        await guest.EnterAsync(offer.Code);
        var path = Path.Combine(daemon.Root, "film.zip");
        using (var response = await guest.GetAsync("all/film.zip"))
        {
            await using var file = File.Create(path);
            await response.Content.CopyToAsync(file);
        }

        using (var zip = ZipFile.OpenRead(path)) Assert.Equal(Huge, zip.GetEntry("film/film.mkv")!.Length);
        using var unzip = Process.Start(new ProcessStartInfo("unzip", ["-tqq", path]))!;
        await unzip.WaitForExitAsync();
        Assert.Equal(0, unzip.ExitCode);
    }
}
