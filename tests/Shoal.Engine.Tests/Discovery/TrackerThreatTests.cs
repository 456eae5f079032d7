using System.IO.Compression;
using System.Net;
using Shoal.Engine.Discovery.Trackers;

namespace Shoal.Engine.Tests.Discovery;

public class TrackerThreatTests
{
    private static readonly string[] NearAddresses =
        ["127.0.0.1", "::ffff:127.0.0.1", "169.254.169.254", "10.0.0.1", "192.168.1.1", "100.64.0.1", "::1", "fe80::1", "fd00::1"];

    [Fact]
    public async Task Threat_row_9_a_near_address_is_asked_only_for_an_announce_path()
    {
        foreach (var near in NearAddresses)
        {
            await using var fixture = new AnnouncerFixture(
                [["http://rebound.test:80/admin/reboot"]], resolver: new HostResolver((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(near)])));

            fixture.Announcer.Start();

            await fixture.UntilStatusAsync("http://rebound.test:80/admin/reboot", s => s == "it has no address that may be asked");
        }
    }

    [Fact]
    public async Task Threat_row_9_a_redirect_to_a_path_that_is_no_trackers_is_not_followed()
    {
        await using var victim = new FakeHttpTracker();
        await using var tracker = new FakeHttpTracker();
        tracker.Answer = _ => FakeHttpTracker.Redirect($"http://{victim.Address}/api/shutdown");
        await using var fixture = new AnnouncerFixture([[tracker.Url]]);

        fixture.Announcer.Start();
        await fixture.UntilStatusAsync(tracker.Url, s => s == "it redirects where a tracker may not send us");

        Assert.False(victim.HasUnread);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/announce")]
    [InlineData("udp://127.0.0.1:80/announce")]
    public async Task Threat_row_9_a_redirect_to_another_scheme_is_not_followed(string location)
    {
        await using var tracker = new FakeHttpTracker();
        tracker.Answer = _ => FakeHttpTracker.Redirect(location);
        await using var fixture = new AnnouncerFixture([[tracker.Url]]);

        fixture.Announcer.Start();

        await fixture.UntilStatusAsync(tracker.Url, s => s == "it redirects to something that is no tracker");
    }

    [Fact]
    public async Task Threat_row_9_redirects_end_after_five()
    {
        await using var tracker = new FakeHttpTracker();
        tracker.Answer = _ => FakeHttpTracker.Redirect(tracker.Url);
        await using var fixture = new AnnouncerFixture([[tracker.Url]]);

        fixture.Announcer.Start();
        await fixture.UntilStatusAsync(tracker.Url, s => s == "it redirects in circles");

        for (var i = 0; i <= HttpTrackerClient.MaxRedirects; i++) await tracker.NextAnnounceAsync();
        Assert.False(tracker.HasUnread);
    }

    [Fact]
    public async Task A_redirect_to_another_tracker_is_followed_with_the_announce()
    {
        await using var target = new FakeHttpTracker();
        await using var tracker = new FakeHttpTracker();
        tracker.Answer = _ => FakeHttpTracker.Redirect(target.Url);
        await using var fixture = new AnnouncerFixture([[tracker.Url]]);

        fixture.Announcer.Start();
        var announce = await target.NextAnnounceAsync();

        Assert.Equal(AnnouncerFixture.V1, announce.InfoHash);
        await fixture.UntilStatusAsync(tracker.Url, s => s == "working");
    }

    [Fact]
    public async Task Threat_row_21_a_gzip_bomb_ends_at_a_mebibyte()
    {
        await using var tracker = new FakeHttpTracker();
        tracker.Answer = _ => FakeHttpTracker.Ok(Gzip(new byte[64 << 20]), "Content-Encoding: gzip\r\n");
        await using var fixture = new AnnouncerFixture([[tracker.Url]]);

        fixture.Announcer.Start();

        await fixture.UntilStatusAsync(tracker.Url, s => s == "its answer is too long");
    }

    [Fact]
    public async Task A_gzipped_answer_is_read_and_a_corrupt_one_is_refused()
    {
        var good = Gzip("d8:intervali900e5:peers0:e"u8.ToArray());
        await using var tracker = new FakeHttpTracker();
        tracker.Answer = _ => FakeHttpTracker.Ok(good.AsSpan(0, 12), "Content-Encoding: gzip\r\n");
        await using var fixture = new AnnouncerFixture([[tracker.Url]]);

        fixture.Announcer.Start();
        await fixture.UntilStatusAsync(tracker.Url, s => s is not ("not asked yet" or "working"));
        tracker.Answer = _ => FakeHttpTracker.Ok(good, "Content-Encoding: gzip\r\n");

        await fixture.UntilStatusAsync(tracker.Url, s => s == "working", step: TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Threat_row_27_a_reply_points_at_no_service_and_nobody()
    {
        await using var tracker = new FakeHttpTracker();
        byte[] peers =
        [
            127, 0, 0, 2, 0, 25, 127, 0, 0, 2, 0, 53, 127, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0x1a, 0xe1, 224, 0, 0, 1, 0x1a, 0xe1,
            255, 255, 255, 255, 0x1a, 0xe1, 127, 0, 0, 2, 0x1a, 0xe1, 127, 0, 0, 2, 0x1a, 0xe1,
        ];
        tracker.Answer = _ => FakeHttpTracker.Ok([.. "d5:peers48:"u8, .. peers, (byte)'e']);
        await using var fixture = new AnnouncerFixture([[tracker.Url]]);

        fixture.Announcer.Start();

        Assert.Equal(IPEndPoint.Parse("127.0.0.2:6881"), await fixture.NextPeerAsync());
        Assert.False(fixture.HasMorePeers);
    }

    [Fact]
    public async Task An_answer_to_another_question_is_not_believed()
    {
        await using var tracker = new FakeUdpTracker();
        await using var fixture = new AnnouncerFixture([[tracker.Url]]);
        tracker.Twist = reply => reply[7] ^= 1;

        fixture.Announcer.Start();
        await tracker.NextAsync();
        await fixture.UntilStatusAsync(tracker.Url, s => s == "no answer", step: TimeSpan.FromSeconds(1));

        Assert.False(fixture.HasMorePeers);
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest)) gzip.Write(bytes);
        return output.ToArray();
    }
}
