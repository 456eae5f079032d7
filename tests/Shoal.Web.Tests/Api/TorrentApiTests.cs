using System.Net;
using Shoal.Web.Client;
using Shoal.Web.Documents;
using Shoal.Web.Tests;

namespace Shoal.Web.Api;

public sealed class TorrentApiTests
{
    private const string Magnet = "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567&dn=one";

    [Fact]
    public async Task A_torrent_is_added_shown_changed_and_removed()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var client = daemon.Client();
        var torrent = await daemon.TorrentAsync("film.mkv");
        var folder = Path.Combine(daemon.Root, "downloads");

        var added = await client.AddAsync(torrent, new AddRequest { Link = "", Directory = folder, IsSequential = true });
        await client.ChangeAsync(added.Id, new ChangeRequest { DownLimit = 5_000, IsSequential = false });
        await client.PauseAsync(added.Id);
        var details = await client.ShowAsync(added.Id);
        await client.RemoveAsync(added.Id, deleteData: true);

        Assert.Equal("film.mkv", added.Name);
        Assert.Equal(("paused", 5_000, 0, false), (details.Row.State, details.DownLimit, details.UpLimit, details.IsSequential));
        Assert.Equal(("film.mkv", 100_000L, 0L, true), (details.Files[0].Path, details.Files[0].Size, details.Files[0].Done, details.Files[0].IsWanted));
        Assert.Equal(folder, details.Row.Directory);
        Assert.Empty(await client.ListAsync());
    }

    [Fact]
    public async Task A_magnet_is_added_once_however_often_it_comes()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var client = daemon.Client();

        var first = await client.AddAsync(new AddRequest { Link = Magnet });
        var second = await client.AddAsync(new AddRequest { Link = Magnet });

        Assert.Equal(first.Id, second.Id);
        Assert.Equal("metadata", Assert.Single(await client.ListAsync()).State);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("\\\\host\\share\\x.torrent")]
    [InlineData("ftp://example.com/x.torrent")]
    [InlineData("javascript:alert(1)")]
    [InlineData("magnet:?dn=nothing")]
    [InlineData("")]
    public async Task Threat_row_8_a_link_is_a_magnet_or_a_web_address_or_nothing(string link)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var client = daemon.Client();

        var refusal = await Assert.ThrowsAsync<DaemonRefusedException>(() => client.AddAsync(new AddRequest { Link = link }));

        Assert.NotEmpty(refusal.Message);
        Assert.Empty(await client.ListAsync());
    }

    [Theory]
    [InlineData("POST", "torrents/file", "application/x-bittorrent", "not a torrent", HttpStatusCode.BadRequest)]
    [InlineData("POST", "torrents/", "application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData("POST", "torrents/", "application/json", "{}", HttpStatusCode.BadRequest)]
    [InlineData("POST", "torrents/", "text/plain", "magnet", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("PATCH", "torrents/0123456789abcdef0123456789abcdef01234567", "application/json", "{}", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "torrents/zzz", null, null, HttpStatusCode.NotFound)]
    [InlineData("PUT", "settings", "application/json", "{\"downLimit\":-1}", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "settings", "application/json", "{\"downloadDirectory\":\"relative\"}", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "settings", "application/json", "{\"queue\":{\"downloads\":-1}}", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "settings", "application/json", "{\"queue\":{\"slowSeconds\":0}}", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "settings", "application/json", "{\"goals\":{\"then\":\"burn\"}}", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "settings", "application/json", "{\"goals\":{\"ratio\":-2}}", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "settings", "application/json", "{\"alternative\":{\"downLimit\":-1}}", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "settings", "application/json", "{\"alternative\":{\"schedule\":{\"days\":[\"friday\"],\"from\":\"25:00\",\"to\":\"07:00\"}}}", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "settings", "application/json", "{\"alternative\":{\"schedule\":{\"days\":[\"5\"],\"from\":\"22:00\",\"to\":\"07:00\"}}}", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "settings", "application/json", "{\"watch\":{\"directory\":\"relative\"}}", HttpStatusCode.BadRequest)]
    [InlineData("POST", "torrents/queue", "application/json", "{\"torrents\":[],\"move\":\"sideways\"}", HttpStatusCode.BadRequest)]
    [InlineData("POST", "torrents/queue", "application/json", "{\"move\":\"top\"}", HttpStatusCode.BadRequest)]
    [InlineData("POST", "torrents/queue", "application/json", "{\"torrents\":null,\"move\":null}", HttpStatusCode.BadRequest)]
    [InlineData("POST", "torrents/file?label=a,b", "application/x-bittorrent", "d", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "password", "application/json", "{\"password\":\"short\"}", HttpStatusCode.BadRequest)]
    public async Task What_is_wrong_is_refused_and_changes_nothing(string method, string route, string? type, string? body, HttpStatusCode status)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var owner = daemon.Owner();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/" + route);
        if (body is not null) request.Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue(type!));

        using var response = await owner.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
        Assert.Empty(daemon.Engine.Torrents);
        Assert.Equal((0, 0), daemon.Engine.Limits);
    }

    [Fact]
    public async Task Settings_hold_at_once_and_after_a_restart()
    {
        var daemon = await TestDaemon.StartAsync();
        using (var client = daemon.Client()) await client.ChangeSettingsAsync((await client.SettingsAsync()) with { DownLimit = 7_000, UpLimit = 8_000 });
        var now = daemon.Engine.Limits;
        await daemon.StopAsync();

        await using var again = await TestDaemon.StartAsync(root: daemon.Root);

        Assert.Equal((7_000, 8_000), now);
        Assert.Equal((7_000, 8_000), again.Engine.Limits);
    }

    [Fact]
    public async Task A_client_finds_the_daemon_of_its_folder_and_no_other()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var empty = Path.Combine(daemon.Root, "empty");
        new DaemonAddress(daemon.Address, Environment.ProcessId).Write(daemon.State);

        using var found = await DaemonClient.FindAsync(daemon.State);
        using var none = await DaemonClient.FindAsync(empty);
        Directory.CreateDirectory(empty);
        new DaemonAddress(daemon.Address, Environment.ProcessId).Write(empty);
        await File.WriteAllTextAsync(Path.Combine(empty, "web-token"), "another daemon's token, on a port used again");
        using var foreign = await DaemonClient.FindAsync(empty);

        Assert.NotNull(found);
        Assert.Null(none);
        Assert.Null(foreign);
    }
}
