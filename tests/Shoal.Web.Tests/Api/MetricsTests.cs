using System.Net;
using Shoal.Web.Documents;
using Shoal.Web.Tests;

namespace Shoal.Web.Api;

public sealed class MetricsTests
{
    [Fact]
    public async Task Counters_are_told_as_prometheus_reads_them()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using (var client = daemon.Client()) await client.AddAsync(new AddRequest { Link = "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567", IsPaused = true });
        using var owner = daemon.Owner();

        var text = await owner.GetStringAsync("/metrics");

        Assert.Contains("# TYPE shoal_torrents gauge\n", text, StringComparison.Ordinal);
        Assert.Contains("shoal_torrents{state=\"Paused\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE shoal_received_bytes_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_gc_heap_total_allocated_bytes_total ", text, StringComparison.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Assert.Matches(@"^(# (HELP|TYPE) [a-z_]+ .*|[a-z_]+(\{[^}]*\})? [-+0-9.eE]+)$", line);
    }

    [Fact]
    public async Task A_stranger_learns_from_health_that_the_daemon_lives_and_no_more()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var stranger = daemon.Stranger();

        using var metrics = await stranger.GetAsync("/metrics");

        Assert.Equal("{\"status\":\"ok\",\"version\":\"" + WebServer.Version + "\"}", await stranger.GetStringAsync("/health"));
        Assert.Equal(HttpStatusCode.Unauthorized, metrics.StatusCode);
    }
}
