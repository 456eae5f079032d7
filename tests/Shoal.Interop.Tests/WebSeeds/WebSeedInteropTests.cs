using System.Net;

namespace Shoal.Interop.WebSeeds;

/// <summary><c>shoal get</c> with nothing but a .torrent whose web seeds nginx serves (BEP 19): no tracker, no peer.</summary>
public sealed class WebSeedInteropTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [NeedsTheory(Programs.Shoal, "nginx")]
    [InlineData("v1", "127.0.0.1")]
    [InlineData("v2", "127.0.0.1")]
    [InlineData("hybrid", "127.0.0.1")]
    [InlineData("hybrid", "::1")]
    public async Task A_folder_with_names_of_many_scripts(string version, string address)
    {
        using var room = new Workspace();
        var content = Tree.MakeMixed(room.Folder("served"));
        await using var server = await NginxServer.StartAsync(room.File("nginx"), room.File("served"), IPAddress.Parse(address));
        var torrent = await CreateAsync(room, content, version, server.Url);

        await GetAsync(room, torrent);

        Tree.AssertSame(content, Path.Combine(room.File("got"), Path.GetFileName(content)));
        Assert.All(server.Requests, line => Assert.StartsWith("206 ", line, StringComparison.Ordinal));
        Assert.InRange(server.Requests.Count, 4, 60);
    }

    [NeedsTheory(Programs.Shoal, "nginx")]
    [InlineData("v1")]
    [InlineData("v2")]
    [InlineData("hybrid")]
    public async Task A_lone_file(string version)
    {
        using var room = new Workspace();
        var content = Tree.MakeFile(room.Folder("served"), "κάτι & another #1.bin", 20_000_003);
        await using var server = await NginxServer.StartAsync(room.File("nginx"), room.File("served"));
        var torrent = await CreateAsync(room, content, version, server.Url + Uri.EscapeDataString(Path.GetFileName(content)));

        await GetAsync(room, torrent);

        Tree.AssertSame(content, Path.Combine(room.File("got"), Path.GetFileName(content)));
    }

    [NeedsFact(Programs.Shoal, "nginx")]
    public async Task Two_thousand_small_files()
    {
        using var room = new Workspace();
        var content = Tree.MakeSmallFiles(room.Folder("served"), 2_000);
        await using var server = await NginxServer.StartAsync(room.File("nginx"), room.File("served"));

        await GetAsync(room, await CreateAsync(room, content, "hybrid", server.Url));

        Tree.AssertSame(content, Path.Combine(room.File("got"), Path.GetFileName(content)));
    }

    [NeedsFact(Programs.Shoal, "nginx")]
    public async Task One_of_two_serves_corrupt_data_and_the_download_is_complete_all_the_same()
    {
        using var room = new Workspace();
        var content = Tree.MakeFile(room.Folder("served"), "a.bin", 30_000_000);
        var corrupt = await File.ReadAllBytesAsync(content);
        for (var at = 1_000; at < corrupt.Length; at += 200_000) corrupt[at] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(room.Folder("corrupt"), "a.bin"), corrupt);
        await using var honest = await NginxServer.StartAsync(room.File("nginx1"), room.File("served"));
        await using var liar = await NginxServer.StartAsync(room.File("nginx2"), room.File("corrupt"));
        var torrent = await CreateAsync(room, content, "hybrid", liar.Url, honest.Url);

        await GetAsync(room, torrent);

        Tree.AssertSame(content, Path.Combine(room.File("got"), "a.bin"));
        Assert.NotEmpty(liar.Requests);
        Assert.NotEmpty(honest.Requests);
    }

    [NeedsFact(Programs.Shoal, "nginx")]
    public async Task A_web_seed_named_on_the_command_line_serves_a_torrent_that_has_none()
    {
        using var room = new Workspace();
        var content = Tree.MakeFile(room.Folder("served"), "a.bin", 1_000_000);
        await using var server = await NginxServer.StartAsync(room.File("nginx"), room.File("served"));
        var torrent = await TorrentMaker.MakeAsync(Programs.Shoal, "v1", content, room.File("x.torrent"), tracker: null);

        await GetAsync(room, torrent, "--web-seed", server.Url);

        Tree.AssertSame(content, Path.Combine(room.File("got"), "a.bin"));
    }

    private static async Task<string> CreateAsync(Workspace room, string content, string version, params string[] webSeeds)
    {
        var output = room.File("x.torrent");
        await RunningProgram.RunAsync(
            Programs.PathOf(Programs.Shoal), ["create", content, "-o", output, $"--{version}", .. webSeeds.SelectMany(url => (string[])["--web-seed", url])]);
        return output;
    }

    private static async Task GetAsync(Workspace room, string torrent, params string[] more)
    {
        await using var get = new RunningProgram(
            Programs.PathOf(Programs.Shoal),
            ["get", torrent, "-o", room.Folder("got"), "--listen", "127.0.0.1:0", "--state", room.File("state"), "--json", .. more],
            Deadline + TimeSpan.FromSeconds(10),
            room.Folder("home"));
        Assert.True(await get.WaitForExitAsync(Deadline) == 0, get.Story);
    }
}
