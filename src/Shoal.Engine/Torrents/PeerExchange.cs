using Shoal.Core.Extensions;
using Shoal.Core.Torrents;
using Shoal.Engine.Network;
using Shoal.Engine.Peers;

namespace Shoal.Engine.Torrents;

/// <summary>Tells the peers of one torrent of each other, and hears of others (BEP 11). Lives on its turns; no private torrent has one.</summary>
internal sealed class PeerExchange(LiveTorrent torrent, PeerBook book)
{
    private readonly Dictionary<PeerConnection, Talk> _talks = [];
    private int _changes;

    /// <summary>The peer said what it speaks, perhaps again.</summary>
    public void OnExtensionsKnown(PeerConnection connection)
    {
        _changes++;
        if (!connection.Extensions.Theirs.Supports(ExtensionId.UtPex)) _talks.Remove(connection);
        else if (!_talks.ContainsKey(connection)) _talks.Add(connection, new Talk(new PexTeller(connection.ListensAt, torrent.Now)));
    }

    /// <summary>The peer told of others: those that are new, and not nearer than itself, go into the book.</summary>
    public void OnTold(PeerConnection connection, PexMessage message)
    {
        if (!_talks.TryGetValue(connection, out var talk)) return;
        foreach (var peer in talk.Listener.Take(message, torrent.Now))
        {
            if (book.Knows(peer.Address) || !AddressPolicy.AllowsPeer(connection.Address.Address, peer.Address)) continue;
            if (!talk.Listener.TryAdd(torrent.Now)) break;
            book.Add(peer.Address, PeerSource.PeerExchange, torrent.Now, peer.Flags.HasFlag(PexFlags.UploadOnly));
        }

        if (talk.Listener.IsFlooded) connection.Close("it floods us with addresses");
    }

    public void Left(PeerConnection connection)
    {
        _changes++;
        _talks.Remove(connection);
    }

    /// <summary>Each second: whose minute is over is told what changed.</summary>
    public void Tick(IEnumerable<PeerConnection> open)
    {
        PexRoster? here = null;
        foreach (var (connection, talk) in _talks)
        {
            if (talk.Considered == _changes || !talk.Teller.IsDue(torrent.Now)) continue;   // nobody came or went: nothing is new
            here ??= new PexRoster(open.Where(CanBeTold).Select(Describe));
            var listener = connection.Address.Address;
            if (talk.Teller.TryTell(here, address => AddressPolicy.AllowsAddress(listener, address.Address), torrent.Now, out var message))
                connection.Extensions.SendPex(message);
            else
                talk.Considered = _changes;
        }
    }

    // A link-local address means something on one interface only.
    private static bool CanBeTold(PeerConnection connection) => connection.ListensAt is { } address && !address.Address.IsIPv6LinkLocal;

    private PexPeer Describe(PeerConnection connection)
    {
        var flags = connection.Link.IsIncoming ? PexFlags.None : PexFlags.Reachable;
        if (connection.Extensions.Handshake?.IsUploadOnly == true || torrent.HasEverything(connection)) flags |= PexFlags.UploadOnly;
        return new PexPeer(connection.ListensAt!, flags);
    }

    private sealed record Talk(PexTeller Teller)
    {
        public PexListener Listener { get; } = new();

        /// <summary>There was nothing to tell at this count of changes.</summary>
        public int Considered { get; set; }
    }
}
