using System.Net;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shoal.Engine.Sessions;
using Shoal.Web.Access;
using Shoal.Web.Api;
using Shoal.Web.Assets;
using Shoal.Web.Codes;
using Shoal.Web.Documents;
using Shoal.Web.Events;
using Shoal.Web.Guests;
using Shoal.Web.Logs;
using Shoal.Web.Settings;
using Shoal.Web.Watching;

namespace Shoal.Web;

/// <summary>The HTTP API, the event stream and the web UI over an engine. The engine stays its caller's.</summary>
public sealed class WebServer : IAsyncDisposable
{
    /// <summary>How long open requests have when the server stops.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Threads that are there at once: some of them may be waiting for a disk, and the API never does.</summary>
    private const int ThreadsMin = 32;

    private readonly WebApplication _app;
    private readonly AccessKeys _keys;
    private readonly string _basePath;

    private WebServer(WebApplication app, AccessKeys keys, string basePath) => (_app, _keys, _basePath) = (app, keys, basePath);

    public static string Version => typeof(WebServer).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>All routes, for tests that look at each.</summary>
    internal IEnumerable<RouteEndpoint> Routes => ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    /// <summary>Addresses really listened on.</summary>
    public IReadOnlyList<Uri> Addresses =>
        [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];

    /// <summary>What opens the UI on this machine: the address with the token behind '#', which no server or log ever sees.</summary>
    public Uri Link => new(Addresses[0], _basePath + "/#token=" + _keys.Token);

    /// <summary>Options of an engine that is about to start, as the daemon's settings want it.</summary>
    /// <exception cref="InvalidDataException">The settings file is unusable.</exception>
    public static EngineOptions Prepare(EngineOptions engine, WebOptions options) =>
        SettingsKeeper.ApplyTo(engine, SettingsStore.Open(options.StateDirectory).Now);

    /// <summary>Reads the settings, sets the engine's limits, and answers.</summary>
    /// <exception cref="IOException">An address cannot be listened on, or the state folder not used.</exception>
    /// <exception cref="InvalidDataException">The settings file is unusable.</exception>
    /// <exception cref="InvalidOperationException">Other machines could come in, and no password is set.</exception>
    public static async Task<WebServer> StartAsync(
        ShoalEngine engine, WebOptions options, ILoggerFactory? logs = null, TimeProvider? time = null, CancellationToken cancel = default)
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, ThreadsMin), ports);
        var keys = AccessKeys.Open(options.StateDirectory);
        if (!keys.HasPassword && options.ListenOn.FirstOrDefault(address => !IPAddress.IsLoopback(address.Address)) is { } open)
            throw new InvalidOperationException($"Other machines could reach {open}, and no password is set; set one first with 'shoal daemon --set-password'.");
        var settings = SettingsStore.Open(options.StateDirectory);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (logs is not null) builder.Services.AddSingleton(logs);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 << 20;
            foreach (var address in options.ListenOn) kestrel.Listen(address);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTimeout);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, WebJson.Default);
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;   // the context's own options do not count here
        });
        builder.Services.AddOpenApi(ApiDocument.Name, ApiDocument.Describe);
        builder.Services.AddSingleton(engine).AddSingleton(settings).AddSingleton(keys).AddSingleton(time ?? TimeProvider.System)
            .AddSingleton(ApiTokens.Open(options.StateDirectory, time ?? TimeProvider.System)).AddSingleton(new HostRules(options.Hosts)).AddSingleton<RequestGuard>().AddSingleton<LoginDesk>().AddSingleton<EventHub>().AddSingleton<SettingsKeeper>().AddSingleton<WatchFolder>()
            .AddSingleton<DownloadFolder>().AddSingleton<PrometheusText>().AddSingleton<CodeDesk>()
            .AddSingleton<GuestDesk>().AddSingleton(services => new GuestDoor(options, services.GetRequiredService<GuestDesk>(), services.GetRequiredService<RequestGuard>(), logs))
            .AddSingleton(services => new UploadShelf(options.StateDirectory, services.GetRequiredService<TimeProvider>())).AddSingleton<IHostLifetime, QuietLifetime>();
        var app = builder.Build();
        var server = new WebServer(app, keys, options.BasePath.TrimEnd('/'));
        app.Services.GetRequiredService<WatchFolder>();   // the engine hears of its settings, and a folder is watched, before anybody asks
        server.Map();
        await app.StartAsync(cancel).ConfigureAwait(false);
        app.Services.GetRequiredService<GuestDoor>().SetMain(server.Addresses);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private void Map()
    {
        var guard = _app.Services.GetRequiredService<RequestGuard>();
        if (_basePath.Length > 0) _app.UsePathBase(_basePath);
        _app.UseRouting();
        _app.Use((context, next) => guard.InvokeAsync(context, next));
        _app.Use(Faults.HandleAsync);
        _app.MapTorrents();
        _app.MapContent();
        _app.MapEngine();
        _app.MapAccess();
        _app.MapTokens();
        _app.MapLogs(_app.Services.GetService<ILoggerFactory>() as DaemonLog);
        _app.MapCodes();
        _app.MapEvents();
        _app.MapGuests(_app.Services.GetRequiredService<GuestDesk>());
        _app.MapApiDocument();
        _app.MapAssets();
    }
}
