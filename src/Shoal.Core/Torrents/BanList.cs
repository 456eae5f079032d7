using System.Net;
using Shoal.Core.Primitives;

namespace Shoal.Core.Torrents;

/// <summary>Whom one torrent refuses.</summary>
/// <remarks>
/// A liar is refused by its address, whatever the port. On loopback all peers share the address, so there it is its port and its peer id:
/// the port for one that was dialled, the id for one that dialled us from any port.
/// </remarks>
public sealed class BanList
{
    /// <summary>Most bans of each kind; the oldest ends for the newest.</summary>
    public const int Max = 4_096;

    private readonly Aged<IPAddress> _addresses = new();
    private readonly Aged<IPEndPoint> _ports = new();
    private readonly Aged<PeerId> _ids = new();

    /// <param name="address">The liar's, as it was connected.</param>
    /// <param name="id">Its peer id, where it is still known.</param>
    public void Add(IPEndPoint address, PeerId? id = null)
    {
        address = Plain(address);
        if (!IPAddress.IsLoopback(address.Address))
        {
            _addresses.Add(address.Address);
            return;
        }

        _ports.Add(address);
        if (id is { } known) _ids.Add(known);
    }

    /// <param name="address">Where it is, or would be dialled.</param>
    /// <param name="id">Its peer id, once it is known.</param>
    public bool Contains(IPEndPoint address, PeerId? id = null)
    {
        address = Plain(address);
        if (!IPAddress.IsLoopback(address.Address)) return _addresses.Contains(address.Address);
        return _ports.Contains(address) || (id is { } known && _ids.Contains(known));
    }

    private static IPEndPoint Plain(IPEndPoint address) =>
        address.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(address.Address.MapToIPv4(), address.Port) : address;

    private sealed class Aged<T>
    {
        private readonly HashSet<T> _set = [];
        private readonly Queue<T> _order = new();

        public bool Contains(T item) => _set.Contains(item);

        public void Add(T item)
        {
            if (!_set.Add(item)) return;
            _order.Enqueue(item);
            if (_order.Count > Max) _set.Remove(_order.Dequeue());
        }
    }
}
