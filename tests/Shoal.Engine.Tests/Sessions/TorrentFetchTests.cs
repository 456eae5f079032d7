using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Shoal.Engine.Sessions;

public sealed class TorrentFetchTests
{
    private static readonly byte[] Torrent = Encoding.ASCII.GetBytes("d4:infode");

    [Fact]
    public async Task What_the_server_sends_is_returned()
    {
        await using var server = new OneLineServer(_ => Ok(Torrent));

        var bytes = await TorrentFetch.FetchAsync(server.Url("/a.torrent"));

        Assert.Equal(Torrent, bytes.ToArray());
    }

    [Fact]
    public async Task A_redirect_is_followed()
    {
        await using var server = new OneLineServer(path => path == "/old" ? Redirect("/new") : Ok(Torrent));

        var bytes = await TorrentFetch.FetchAsync(server.Url("/old"));

        Assert.Equal(Torrent, bytes.ToArray());
    }

    [Fact]
    public async Task Redirects_end()
    {
        await using var server = new OneLineServer(path => Redirect(path + "x"));

        var fault = await Assert.ThrowsAsync<IOException>(() => TorrentFetch.FetchAsync(server.Url("/")));

        Assert.Contains("more than 5 times", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/x")]
    public async Task Threat_row_8_a_redirect_to_another_scheme_is_not_followed(string target)
    {
        await using var server = new OneLineServer(_ => Redirect(target));

        await Assert.ThrowsAsync<IOException>(() => TorrentFetch.FetchAsync(server.Url("/")));
    }

    [Fact]
    public async Task A_page_that_is_not_there_is_told_with_its_number()
    {
        await using var server = new OneLineServer(_ => Answer("404 Not Found", [], ""));

        var fault = await Assert.ThrowsAsync<IOException>(() => TorrentFetch.FetchAsync(server.Url("/")));

        Assert.Contains("404", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_length_over_the_limit_is_refused_before_its_body()
    {
        await using var server = new OneLineServer(_ => Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {TorrentFetch.MaxBytes + 1}\r\n\r\nd"));

        var fault = await Assert.ThrowsAsync<IOException>(() => TorrentFetch.FetchAsync(server.Url("/")));

        Assert.Contains("more than 32 MiB", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_url_with_a_password_is_not_used()
    {
        var fault = await Assert.ThrowsAsync<IOException>(() => TorrentFetch.FetchAsync(new Uri("http://user:secret@127.0.0.1:1/")));

        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there_is_a_fault_in_one_line()
    {
        var fault = await Assert.ThrowsAsync<IOException>(() => TorrentFetch.FetchAsync(new Uri("http://127.0.0.1:1/")));

        Assert.DoesNotContain('\n', fault.Message);
    }

    private static byte[] Ok(byte[] body) => Answer("200 OK", body, "");

    private static byte[] Redirect(string location) => Answer("302 Found", [], $"Location: {location}\r\n");

    private static byte[] Answer(string status, byte[] body, string headers) =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{headers}\r\n"), .. body];

    /// <summary>Answers each connection's one request by its path.</summary>
    private sealed class OneLineServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _serving;

        public OneLineServer(Func<string, byte[]> answer)
        {
            _listener.Start();
            _serving = ServeAsync(answer);
        }

        public Uri Url(string path) => new($"http://{_listener.LocalEndpoint}{path}");

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _serving;
        }

        private async Task ServeAsync(Func<string, byte[]> answer)
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    var stream = client.GetStream();
                    using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                    var path = (await reader.ReadLineAsync())?.Split(' ') is [_, var asked, _] ? asked : "/";
                    while (await reader.ReadLineAsync() is { Length: > 0 })
                    {
                    }

                    await stream.WriteAsync(answer(path));
                }
            }
            catch (Exception fault) when (fault is SocketException or IOException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
