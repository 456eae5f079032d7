using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Shoal.Core.Primitives;
using Shoal.Core.WebSeeds;
using Shoal.Engine.Discovery.Trackers;
using Shoal.Engine.Network;

namespace Shoal.Engine.WebSeeds;

/// <summary>Which hosts one web seed may make us connect to, and at which addresses (threats row 9).</summary>
/// <remarks>
/// A host is looked up once and judged; connections are made to what was judged, whatever the name resolves to later, and only to hosts that
/// were let in. A connection that is used again was therefore judged as well.
/// </remarks>
/// <param name="sockets">Makes every socket.</param>
/// <param name="resolver">Asks for names.</param>
/// <param name="isLoopbackOnly">The engine keeps to this machine.</param>
internal sealed class WebSeedDoor(SocketFactory sockets, HostResolver resolver, bool isLoopbackOnly)
{
    /// <summary>Hosts one seed may lead to: mirrors are a handful.</summary>
    private const int MaxHosts = 32;

    private readonly ConcurrentDictionary<string, Host> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Lets the torrent's own URL in.</summary>
    /// <param name="url">Of the torrent, or typed by the user.</param>
    /// <param name="isFromUser">The user may point anywhere.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="WebSeedException">It may not be asked.</exception>
    public async Task AdmitAsync(Uri url, bool isFromUser, CancellationToken cancel)
    {
        var host = await FindAsync(url, cancel).ConfigureAwait(false);
        if (!isFromUser) Judge(url, host);
    }

    /// <summary>Lets in what one of its hosts redirects to: no nearer than who says it, and by no less safe a way.</summary>
    /// <exception cref="WebSeedException">It may not be followed.</exception>
    public async Task FollowAsync(Uri from, Uri to, CancellationToken cancel)
    {
        if (!WebSeedUrl.IsUsable(to)) throw Refused("it leads to something that is no web address");
        if (from.Scheme == Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttps) throw Refused("it leads from https to http");
        var (source, target) = (await FindAsync(from, cancel).ConfigureAwait(false), await FindAsync(to, cancel).ConfigureAwait(false));
        if (target.Scope < source.Scope) throw Refused("it leads from the internet into a private network");
        Judge(to, target);
    }

    /// <summary>Connects for the HTTP client.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        if (!_hosts.TryGetValue(NameOf(context.DnsEndPoint.Host), out var host)) throw Refused("it was never let in");
        for (var i = 0; ; i++)
        {
            var socket = sockets.CreateTcp(host.Addresses[i].AddressFamily);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(host.Addresses[i], context.DnsEndPoint.Port), cancel).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (i < host.Addresses.Count - 1)
            {
                socket.Dispose();   // the next address of the name may answer
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    private async Task<Host> FindAsync(Uri url, CancellationToken cancel)
    {
        var name = NameOf(url.IdnHost);
        if (_hosts.TryGetValue(name, out var known)) return known;
        if (_hosts.Count >= MaxHosts) throw Refused("it leads to too many hosts");
        var found = (await resolver.ResolveAsync(name, cancel).ConfigureAwait(false)).Where(a => sockets.Allows(a.AddressFamily)).ToList();
        if (found.Count == 0) throw new WebSeedException("it has no address that may be asked");
        // A name on the internet and in a private network at once is taken for the former: it is one of them only.
        var scope = found.Max(AddressPolicy.ScopeOf);
        if (isLoopbackOnly && scope != AddressScope.Loopback) throw Refused("it is not on this machine, and we listen on no other");
        return _hosts.GetOrAdd(name, new Host(scope, [.. found.Where(a => AddressPolicy.ScopeOf(a) == scope).Take(HostResolver.MaxAddresses)]));
    }

    // A torrent must not press buttons of a router or a web interface, nor speak to services that are no web servers.
    private static void Judge(Uri url, Host host)
    {
        if (host.Scope != AddressScope.Global && url.Query.Length > 0) throw Refused("a server on this network is not asked with a query");
        if (!AddressPolicy.AllowsPort(url.Port)) throw Refused($"port {url.Port} is not one of web servers");
    }

    private static string NameOf(string host) => host.Trim('[', ']');

    private static WebSeedException Refused(string why) => new(why) { IsForGood = true };

    /// <param name="Scope">How far all its addresses reach.</param>
    /// <param name="Addresses">Tried in order.</param>
    private sealed record Host(AddressScope Scope, IReadOnlyList<IPAddress> Addresses);
}
