using System.Text.Json;
using Shoal.Web.Documents;
using Shoal.Web.Tests;

namespace Shoal.Web.Events;

public sealed class EventStreamTests
{
    private const string Magnet = "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567&dn=one";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_listener_gets_everything_and_then_what_changes()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var client = daemon.Client();
        await client.AddAsync(new AddRequest { Link = Magnet });
        using var events = await EventReader.OpenAsync(daemon);

        var (_, kind, snapshot) = await events.NextAsync();
        await client.PauseAsync("0123456789abcdef0123456789abcdef01234567");
        var delta = await events.UntilAsync(data => data.GetProperty("torrents").EnumerateArray().Any(row => row.TryGetProperty("state", out var state) && state.GetString() == "paused"));
        await client.RemoveAsync("0123456789abcdef0123456789abcdef01234567", deleteData: false);
        var gone = await events.UntilAsync(data => data.TryGetProperty("removed", out _));

        Assert.Equal("snapshot", kind);
        Assert.Equal("one", Assert.Single(snapshot.GetProperty("torrents").EnumerateArray()).GetProperty("name").GetString());
        var row = Assert.Single(delta.GetProperty("torrents").EnumerateArray());
        Assert.False(row.TryGetProperty("name", out _), "what did not change is not told again");
        Assert.Equal("0123456789abcdef0123456789abcdef01234567", Assert.Single(gone.GetProperty("removed").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task A_listener_that_comes_back_goes_on_from_its_last_event()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var client = daemon.Client();
        using var other = await EventReader.OpenAsync(daemon);   // somebody else keeps listening
        string last;
        using (var events = await EventReader.OpenAsync(daemon)) last = (await events.NextAsync()).Id;
        await client.AddAsync(new AddRequest { Link = Magnet });
        await other.UntilAsync(data => data.GetProperty("torrents").GetArrayLength() > 0);

        using var again = await EventReader.OpenAsync(daemon, last);
        var (_, kind, data) = await again.NextAsync();

        Assert.Equal("delta", kind);
        Assert.Equal("one", Assert.Single(data.GetProperty("torrents").EnumerateArray()).GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("0badcafe-3")]
    [InlineData("nonsense")]
    [InlineData("-1")]
    public async Task Another_runs_position_gets_a_snapshot(string position)
    {
        await using var daemon = await TestDaemon.StartAsync();

        using var events = await EventReader.OpenAsync(daemon, position);

        Assert.Equal("snapshot", (await events.NextAsync()).Kind);
    }

    [Fact]
    public async Task Stopping_the_daemon_ends_the_stream()
    {
        var daemon = await TestDaemon.StartAsync();
        using var events = await EventReader.OpenAsync(daemon);
        await events.NextAsync();

        await daemon.DisposeAsync();

        while (await events.LineAsync().WaitAsync(Patience) is not null) { }
    }

    private sealed class EventReader(HttpClient client, StreamReader reader) : IDisposable
    {
        public static async Task<EventReader> OpenAsync(TestDaemon daemon, string? lastId = null)
        {
            var client = daemon.Owner();
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events");
            if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            response.EnsureSuccessStatusCode();
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
            return new EventReader(client, new StreamReader(await response.Content.ReadAsStreamAsync()));
        }

        public async Task<string?> LineAsync()
        {
            try
            {
                return await reader.ReadLineAsync();
            }
            catch (IOException)
            {
                return null;
            }
        }

        public async Task<(string Id, string Kind, JsonElement Data)> NextAsync()
        {
            var (id, kind) = ("", "");
            while (await LineAsync().WaitAsync(Patience) is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
                else if (line.StartsWith("event: ", StringComparison.Ordinal)) kind = line[7..];
                else if (line.StartsWith("data: ", StringComparison.Ordinal)) return (id, kind, JsonDocument.Parse(line[6..]).RootElement);
            }

            throw new EndOfStreamException("The stream ended.");
        }

        public async Task<JsonElement> UntilAsync(Func<JsonElement, bool> isIt)
        {
            while (true)
            {
                var (_, _, data) = await NextAsync();
                if (isIt(data)) return data;
            }
        }

        public void Dispose()
        {
            reader.Dispose();
            client.Dispose();
        }
    }
}
