using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Microsoft.AspNetCore.Routing;
using Shoal.Engine.Sessions;
using Shoal.Web.Access;
using Shoal.Web.Client;

namespace Shoal.Web.Tests;

/// <summary>An engine with its web server on loopback, in a folder of its own. Everything ends with the test.</summary>
internal sealed class TestDaemon : IAsyncDisposable
{
    private readonly ShoalEngine _engine;
    private readonly WebServer _server;

    private TestDaemon(string root, ShoalEngine engine, WebServer server) => (Root, _engine, _server) = (root, engine, server);

    public string Root { get; }
    public string State => Path.Combine(Root, "state");
    public Uri Address => _server.Addresses[0];
    public Uri Link => _server.Link;
    public string Token => AccessKeys.FindToken(State)!;
    public ShoalEngine Engine => _engine;

    /// <summary>Method and path of every route.</summary>
    public IEnumerable<(string Method, string Path)> Routes =>
        from route in _server.Routes
        from method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        select (method.ToLowerInvariant(), route.RoutePattern.RawText ?? "");

    public static async Task<TestDaemon> StartAsync(
        Func<WebOptions, WebOptions>? change = null, string? root = null, ILoggerFactory? logs = null, TimeProvider? time = null)
    {
        root ??= Directory.CreateTempSubdirectory("shoal-web-").FullName;
        var state = Path.Combine(root, "state");
        var engine = await ShoalEngine.StartAsync(new EngineOptions { StateDirectory = state, ListenOn = [new(IPAddress.Loopback, 0)], Discovery = new() { UseLocalDiscovery = true } }, logs);
        var options = new WebOptions { StateDirectory = state, ListenOn = [new(IPAddress.Loopback, 0)], GuestsListenOn = new(IPAddress.Parse("127.0.0.2"), 0) };
        try
        {
            return new TestDaemon(root, engine, await WebServer.StartAsync(engine, change?.Invoke(options) ?? options, logs, time));
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    public DaemonClient Client() => new(Address, Token);

    /// <summary>A stranger: no cookies, no token, no redirects.</summary>
    public HttpClient Stranger() => new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>The same with the token.</summary>
    public HttpClient Owner()
    {
        var client = Stranger();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return client;
    }

    /// <summary>The .torrent of a file made for it below <see cref="Root"/>.</summary>
    public async Task<byte[]> TorrentAsync(string name, int bytes = 100_000)
    {
        var path = Path.Combine(Root, "content", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var data = new byte[bytes];
        new Random(bytes).NextBytes(data);
        await File.WriteAllBytesAsync(path, data);
        return (await TorrentMaker.CreateAsync(new CreateTorrent { Path = path })).TorrentFile.ToArray();
    }

    /// <summary>Ends the daemon and leaves its folder.</summary>
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        await _engine.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Root, recursive: true);
    }
}
