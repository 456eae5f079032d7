using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Shoal.Core.Metainfo;
using Shoal.Engine.Sessions;
using Shoal.Web.Documents;
using Shoal.Web.Tests;

namespace Shoal.Web.Api;

public sealed class ContentApiTests
{
    [Fact]
    public async Task Ranges_of_a_whole_file_are_answered_as_HTTP_has_it()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var (path, data) = await SeedAsync(daemon, "film.mp4", TorrentKind.Hybrid);
        using var owner = daemon.Owner();

        using var whole = await owner.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
        Assert.Equal(data, await whole.Content.ReadAsByteArrayAsync());
        var tag = whole.Headers.ETag!;
        foreach (var (range, from, to) in new[] { ("0-0", 0, 0), ("100-199", 100, 199), ("99000-", 99_000, 99_999), ("-500", 99_500, 99_999), ("99999-200000", 99_999, 99_999) })
        {
            using var part = await GetAsync(owner, path, range);
            Assert.Equal((HttpStatusCode.PartialContent, from, to, 100_000), (part.StatusCode, part.Content.Headers.ContentRange!.From, part.Content.Headers.ContentRange.To, part.Content.Headers.ContentRange.Length));
            Assert.Equal(data[from..(to + 1)], await part.Content.ReadAsByteArrayAsync());
        }

        using var beyond = await GetAsync(owner, path, "100000-");
        Assert.Equal((HttpStatusCode.RequestedRangeNotSatisfiable, 100_000), (beyond.StatusCode, beyond.Content.Headers.ContentRange!.Length));
        using var several = await GetAsync(owner, path, "0-1,5-6");
        Assert.Equal(HttpStatusCode.OK, several.StatusCode);
        using var same = await GetAsync(owner, path, "5-9", tag.ToString());
        Assert.Equal(HttpStatusCode.PartialContent, same.StatusCode);
        using var other = await GetAsync(owner, path, "5-9", "\"another\"");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        using var head = await owner.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        Assert.Equal((HttpStatusCode.OK, 100_000, tag), (head.StatusCode, head.Content.Headers.ContentLength, head.Headers.ETag));
        Assert.Equal("bytes", head.Headers.AcceptRanges.Single());
    }

    [Theory]
    [InlineData("film.mkv", "video/x-matroska", "inline")]
    [InlineData("SONG.MP3", "audio/mpeg", "inline")]
    [InlineData("page.html", "application/octet-stream", "attachment")]
    [InlineData("picture.svg", "application/octet-stream", "attachment")]
    [InlineData("code.js", "application/octet-stream", "attachment")]
    [InlineData("paper.pdf", "application/octet-stream", "attachment")]
    [InlineData("no ending", "application/octet-stream", "attachment")]
    [InlineData("a'b; filename=x.exe.txt", "text/plain; charset=utf-8", "inline")]
    [InlineData("näher 馬.txt", "text/plain; charset=utf-8", "inline")]
    public async Task Threat_row_6_what_strangers_wrote_never_runs_in_our_origin(string name, string type, string disposition)
    {
        await using var daemon = await TestDaemon.StartAsync();
        var (path, _) = await SeedAsync(daemon, name, TorrentKind.V1);
        using var owner = daemon.Owner();

        using var response = await owner.GetAsync(path);

        Assert.True(response.Content.Headers.ContentDisposition is not null, response.Content.Headers.NonValidated["Content-Disposition"].ToString());
        Assert.Equal((type, disposition), (response.Content.Headers.ContentType!.ToString(), response.Content.Headers.ContentDisposition!.DispositionType));
        Assert.StartsWith("sandbox; default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(name.Replace('"', '_'), (response.Content.Headers.ContentDisposition.FileNameStar ?? response.Content.Headers.ContentDisposition.FileName!.Trim('"')).Replace('"', '_'));
        using var saved = await owner.GetAsync(path + "?download=true");
        Assert.Equal("attachment", saved.Content.Headers.ContentDisposition!.DispositionType);
    }

    [Fact]
    public async Task What_cannot_be_read_is_refused_with_the_reason_and_strangers_get_nothing()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var magnet = await daemon.Engine.AddAsync(new AddTorrent { Magnet = "magnet:?xt=urn:btih:" + new string('a', 40), Directory = daemon.Root });
        var paused = await daemon.Engine.AddAsync(new AddTorrent { Metainfo = await daemon.TorrentAsync("film.mkv"), Directory = Path.Combine(daemon.Root, "elsewhere"), StartPaused = true });
        using var owner = daemon.Owner();
        using var stranger = daemon.Stranger();

        foreach (var (path, status) in new[]
        {
            (PathOf(magnet, 0), HttpStatusCode.Conflict), (PathOf(paused, 0), HttpStatusCode.Conflict), (PathOf(paused, 1), HttpStatusCode.NotFound),
            (PathOf(paused, -1), HttpStatusCode.NotFound), ("/api/v1/torrents/zzz/files/0/content", HttpStatusCode.NotFound),
        })
        {
            using var response = await owner.GetAsync(path);
            Assert.Equal(status, response.StatusCode);
            using var refused = await stranger.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Playing_begins_before_the_download_ends_and_the_end_of_the_file_comes_when_it_is_asked_for()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await using var seed = await ShoalEngine.StartAsync(new EngineOptions { ListenOn = [new(IPAddress.Loopback, 0)], UploadLimit = 1_500_000 });
        var torrent = await daemon.TorrentAsync("film.mp4", 24_000_000);
        var data = await File.ReadAllBytesAsync(Path.Combine(daemon.Root, "content", "film.mp4"));
        await seed.AddAsync(new AddTorrent { Metainfo = torrent, Directory = Path.Combine(daemon.Root, "content"), AssumeComplete = true });
        var leech = await daemon.Engine.AddAsync(new AddTorrent { Metainfo = torrent, Directory = Path.Combine(daemon.Root, "here"), Peers = [seed.ListeningOn[0]] });
        using var owner = daemon.Owner();
        await UntilAsync(() => leech.Snapshot().State == TorrentState.Downloading);
        using var player = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        // As players do: the head, then the index at the end, then on from the middle.
        foreach (var (from, count) in new[] { (0, 200_000), (23_700_000, 300_000), (12_000_000, 1_000_000) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, PathOf(leech, 0));
            request.Headers.Range = new RangeHeaderValue(from, null);
            using var response = await owner.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, player.Token);
            Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
            var read = new byte[count];
            await (await response.Content.ReadAsStreamAsync(player.Token)).ReadExactlyAsync(read, player.Token);
            Assert.True(data.AsSpan(from, count).SequenceEqual(read), $"from {from}");
            Assert.False(leech.Snapshot().IsComplete, $"the download was done before the player had its bytes from {from}");
        }

        seed.SetLimits(0, 0);
        await leech.WaitForCompletionAsync(player.Token);
    }

    [Fact]
    public async Task A_pause_ends_the_playing_and_a_player_that_left_is_forgotten()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var leech = await daemon.Engine.AddAsync(new AddTorrent { Metainfo = await daemon.TorrentAsync("film.mp4", 3_000_000), Directory = Path.Combine(daemon.Root, "here") });
        using var owner = daemon.Owner();
        await UntilAsync(() => leech.Snapshot().State == TorrentState.Downloading);
        using (var leaves = new CancellationTokenSource(TimeSpan.FromSeconds(1)))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => owner.GetAsync(PathOf(leech, 0), leaves.Token));

        var waiting = owner.GetAsync(PathOf(leech, 0));
        await Task.WhenAny(waiting, Task.Delay(300));
        Assert.False(waiting.IsCompleted);
        await leech.PauseAsync();

        using var ended = await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.Conflict, ended.StatusCode);
        Assert.Contains("paused", await ended.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(ended.Headers.ETag);
    }

    private static async Task<(string Path, byte[] Data)> SeedAsync(TestDaemon daemon, string name, TorrentKind kind)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(daemon.Root, "content")).FullName, name);
        var data = RandomNumberGenerator.GetBytes(100_000);
        await File.WriteAllBytesAsync(file, data);
        var torrent = await TorrentMaker.CreateAsync(new CreateTorrent { Path = file, Kind = kind });
        var seed = await daemon.Engine.AddAsync(new AddTorrent { Metainfo = torrent.TorrentFile, Directory = Path.GetDirectoryName(file)!, AssumeComplete = true });
        await UntilAsync(() => seed.Snapshot().State == TorrentState.Seeding);
        return (PathOf(seed, 0), data);
    }

    private static string PathOf(Torrent torrent, int file) => $"/api/v1/torrents/{torrent.InfoHashes.Primary}/files/{file}/content";

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, string path, string range, string? ifRange = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Range", "bytes=" + range);
        if (ifRange is not null) request.Headers.TryAddWithoutValidation("If-Range", ifRange);
        return await client.SendAsync(request);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!isSo()) await Task.Delay(10, timeout.Token);
    }
}
