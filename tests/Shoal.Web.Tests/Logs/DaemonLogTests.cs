using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Shoal.Web.Documents;
using Shoal.Web.Tests;

namespace Shoal.Web.Logs;

public sealed class DaemonLogTests
{
    [Fact]
    public void The_last_lines_are_kept_and_no_more()
    {
        using var log = new DaemonLog(LogLevel.Trace, null, isJson: false, TimeProvider.System);
        var source = log.CreateLogger("test");
        for (var i = 1; i <= DaemonLog.MaxRecords + 5; i++) source.LogInformation("line {Number}", i);

        var lines = log.Read(LogLevel.Trace, 0, DaemonLog.MaxRecords);

        Assert.Equal(DaemonLog.MaxRecords, lines.Count);
        Assert.Equal(("line 6", "6"), (lines[0].Message, lines[0].Fields["number"]));
        Assert.Equal(["line 1004", "line 1005"], log.Read(LogLevel.Trace, 1_003, 10).Select(line => line.Message));
    }

    [Fact]
    public void A_line_of_JSON_is_whole_whatever_it_tells()
    {
        using var output = new StringWriter();
        using var log = new DaemonLog(LogLevel.Information, output, isJson: true, TimeProvider.System);

        log.CreateLogger("test").LogWarning(new EventId(7), "a \"name\"\nwith {Parts}", "line\nbreak");
        log.CreateLogger("test").LogDebug("not this");
        log.CreateLogger("Microsoft.AspNetCore.Hosting").LogInformation("nor this");

        var line = Assert.Single(output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var record = JsonDocument.Parse(line).RootElement;
        Assert.Equal(("warning", 7, "line\nbreak"), (record.GetProperty("level").GetString(), record.GetProperty("event").GetInt32(), record.GetProperty("fields").GetProperty("parts").GetString()));
    }

    [Theory]
    [InlineData("https://tracker.example/0123456789abcdef/announce?passkey=0123", "https://tracker.example/…")]
    [InlineData("http://user:secret@tracker.example/", "http://tracker.example/…")]
    [InlineData("udp://tracker.example:6969", "udp://tracker.example:6969")]
    [InlineData("/srv/film.mkv", "/srv/film.mkv")]
    public void An_address_shows_who_is_asked_and_no_passkey(string url, string shown)
    {
        using var log = new DaemonLog(LogLevel.Debug, null, isJson: false, TimeProvider.System);

        log.CreateLogger("test").LogDebug("Tracker {Tracker} failed", url);

        var line = Assert.Single(log.Read(LogLevel.Trace, 0, 1));
        Assert.Equal(($"Tracker {shown} failed", shown), (line.Message, line.Fields["tracker"]));
    }

    [Fact]
    public async Task The_API_tells_the_lines_by_level()
    {
        using var log = new DaemonLog(LogLevel.Trace, null, isJson: false, TimeProvider.System);
        await using var daemon = await TestDaemon.StartAsync(logs: log);
        log.CreateLogger("test").LogWarning("a warning");
        log.CreateLogger("test").LogError("an error");
        using var owner = daemon.Owner();

        var errors = await owner.GetFromJsonAsync<LogList>("/api/v1/logs?level=error");
        var all = await owner.GetFromJsonAsync<LogList>("/api/v1/logs?level=warning&limit=1");
        using var nonsense = await owner.GetAsync("/api/v1/logs?level=loud");

        Assert.Equal("an error", Assert.Single(errors!.Records).Message);
        Assert.Equal("an error", Assert.Single(all!.Records).Message);
        Assert.Equal(HttpStatusCode.BadRequest, nonsense.StatusCode);
    }
}
