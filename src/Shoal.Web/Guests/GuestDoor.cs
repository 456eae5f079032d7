using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shoal.Web.Access;
using Shoal.Web.Api;

namespace Shoal.Web.Guests;

/// <summary>Where browsers without Shoal come in. A daemon that other machines reach has them at its own address; else a small server of its own
/// answers on the network while somebody offers something to them: it has the pages of the code and nothing else, no login and no API.</summary>
internal sealed class GuestDoor(WebOptions options, GuestDesk desk, RequestGuard guard, ILoggerFactory? logs) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private IReadOnlyList<IPEndPoint> _main = [];
    private WebApplication? _app;
    private IReadOnlyList<IPEndPoint> _own = [];

    /// <summary>The daemon itself is reached by other machines, so guests come in unless an offer keeps them out.</summary>
    public bool IsAlwaysOpen => !_main.All(address => IPAddress.IsLoopback(address.Address));

    /// <summary>Where the daemon really listens, once it does.</summary>
    public void SetMain(IEnumerable<Uri> addresses) => _main = [.. addresses.Select(EndPointOf).Where(address => !IPAddress.IsLoopback(address.Address))];

    /// <summary>Where a browser on this network reaches the page; the best guess first. Empty while the door is shut.</summary>
    public IReadOnlyList<string> Pages => [.. (IsAlwaysOpen ? _main : Volatile.Read(ref _own)).SelectMany(LocalAddresses.Behind).Distinct()
        .Select(address => $"http://{address}{(IsAlwaysOpen ? options.BasePath.TrimEnd('/') : "")}{GuestEndpoints.Root}")];

    /// <summary>Opens or shuts as there are offers for guests.</summary>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public async Task AdjustAsync()
    {
        if (IsAlwaysOpen) return;
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (desk.IsNeeded && _app is null) await OpenAsync().ConfigureAwait(false);
            else if (!desk.IsNeeded) await ShutAsync().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync().ConfigureAwait(false);
            await _app.DisposeAsync().ConfigureAwait(false);
        }

        _turn.Dispose();
    }

    private async Task OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (logs is not null) builder.Services.AddSingleton(logs);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = GuestDesk.MaxVisits;
            kestrel.Listen(options.GuestsListenOn);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        var app = builder.Build();
        app.UseRouting();
        app.Use((context, next) => guard.InvokeAsync(context, next));
        app.Use(Faults.HandleAsync);
        app.MapGuests(desk);
        try
        {
            await app.StartAsync().ConfigureAwait(false);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        _app = app;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Volatile.Write(ref _own, [.. addresses.Select(address => EndPointOf(new Uri(address)))]);
    }

    private async Task ShutAsync()
    {
        if (_app is not { } app) return;
        (_app, _own) = (null, []);
        await app.StopAsync().ConfigureAwait(false);
        await app.DisposeAsync().ConfigureAwait(false);
    }

    private static IPEndPoint EndPointOf(Uri address) => new(IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) ? ip : IPAddress.Loopback, address.Port);
}
