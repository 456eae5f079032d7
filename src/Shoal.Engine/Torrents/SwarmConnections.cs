using System.Net;
using Microsoft.Extensions.Logging;
using Shoal.Core.Extensions;
using Shoal.Core.Primitives;
using Shoal.Core.Torrents;
using Shoal.Engine.Diagnostics;
using Shoal.Engine.Network;
using Shoal.Engine.Peers;

namespace Shoal.Engine.Torrents;

/// <summary>The open connections of one torrent and whom to dial next. Lives on the torrent's turns.</summary>
internal sealed class SwarmConnections(LiveTorrent torrent, EngineServices services, PeerBook book)
{
    /// <summary>Dials under way at once for one torrent.</summary>
    private const int DialsMax = 16;

    /// <summary>Peers gone that are remembered by port and id, on loopback, where an address alone means nobody.</summary>
    private const int LeftMax = 256;

    /// <summary>Who may tell of a private torrent's peers (BEP 27).</summary>
    private static readonly PeerSource[] PrivateSources = [PeerSource.User, PeerSource.Tracker, PeerSource.Incoming];

    /// <summary>How long after one end's dial the other's may arrive.</summary>
    private static readonly TimeSpan CrossedDialsMax = TimeSpan.FromSeconds(10);

    private readonly Dictionary<int, PeerConnection> _open = [];
    private readonly Dictionary<int, (IPEndPoint Address, PeerId Id)> _left = [];
    private PeerExchange? _exchange = services.Options.Discovery.UsePeerExchange && !torrent.IsPrivate ? new PeerExchange(torrent, book) : null;
    private int _lastHandle;
    private int _dials;

    public IReadOnlyCollection<PeerConnection> Open => _open.Values;

    /// <summary>Nobody is connected and nobody is known who could be.</summary>
    public bool IsDeserted => _open.Count == 0 && _dials == 0 && book.Count == 0;

    public PeerConnection? Find(PeerHandle peer) => _open.GetValueOrDefault(peer.Value);

    /// <summary>A name for a peer of this torrent; web seeds get theirs here too.</summary>
    public PeerHandle NewHandle() => new(++_lastHandle);

    /// <summary>Remembers peers learnt from somewhere.</summary>
    public void Learn(IEnumerable<IPEndPoint> addresses, PeerSource source)
    {
        if (torrent.IsPrivate && !PrivateSources.Contains(source)) return;   // was on its way when the torrent turned out to be private
        foreach (var address in addresses)
            book.Add(address, source, torrent.Now);
    }

    /// <summary>The torrent goes on after a rest: everybody known may be dialled at once.</summary>
    public void RetryAll() => book.RetryAllNow(torrent.Now);

    /// <summary>Dials as long as there is room and somebody to dial.</summary>
    public void Dial()
    {
        while (_dials < DialsMax && HasRoom && services.Connections.TryTake())
        {
            book.AmSeed = torrent.IsSeed;
            if (!book.TryNext(torrent.Now, out var address))
            {
                services.Connections.Return();
                return;
            }

            _dials++;
            _ = DialAsync(address);
        }
    }

    /// <summary>Takes in a connection whose handshake is done; null when it must not stay (it is closed then).</summary>
    public PeerConnection? Admit(PeerLink link)
    {
        var isWelcome = torrent.WantsPeers && !book.IsBanned(link.Address, link.Theirs.PeerId) && HasRoom && !IsForbidden(link);
        if (!isWelcome || IsDouble(link))
        {
            link.Transport.Dispose();
            services.Connections.Return();
            if (!link.IsIncoming) book.OnFailed(link.Address, torrent.Now);   // not soon again: it is here by another way, or not wanted
            return null;
        }

        var connection = new PeerConnection(link, NewHandle(), torrent) { OpenedAt = torrent.Now };
        _open.Add(connection.Handle.Value, connection);
        return connection;
    }

    /// <summary>Starts the loops of a connection that was admitted and told its first messages.</summary>
    public void Run(PeerConnection connection) => _ = RunAsync(connection);

    public void Post(PeerHandle peer, in PeerCommand command)
    {
        if (_open.TryGetValue(peer.Value, out var connection) && !connection.TryPost(command))
            connection.Close("it does not keep up");
    }

    public void PostToAll(in PeerCommand command)
    {
        foreach (var connection in _open.Values)
            if (!connection.TryPost(command)) connection.Close("it does not keep up");
    }

    /// <param name="peer">Whom.</param>
    /// <param name="reason">For the log.</param>
    /// <param name="isSeed">It has everything: not to be dialled again while we do too.</param>
    public void Drop(PeerHandle peer, string reason, bool isSeed = false)
    {
        if (Find(peer) is not { } connection) return;
        connection.WasSeed |= isSeed;
        connection.Close(reason);
    }

    /// <summary>Drops a peer and refuses it for as long as this torrent runs.</summary>
    public void Ban(PeerConnection liar, string reason) => Ban(liar.Handle, liar.Address, reason);

    /// <summary>The same for a liar that may have left already.</summary>
    public void Ban(PeerHandle peer, IPEndPoint address, string reason)
    {
        var (listener, id) = Find(peer) is { } open ? (open.ListensAt ?? address, open.Link.Theirs.PeerId) : _left.GetValueOrDefault(peer.Value, (address, default));
        book.Ban(listener, id == default ? null : id);
        services.Log.PeerBanned(address.Address, torrent.InfoHashes, reason);
        Drop(peer, reason);
    }

    /// <summary>Keeps quiet connections open and lets go of dead ones (BEP 3: two minutes).</summary>
    public void Tick()
    {
        foreach (var connection in _open.Values) connection.KeepAlive(torrent.Now);
        _exchange?.Tick(_open.Values);
    }

    public void CloseAll(string reason)
    {
        foreach (var connection in _open.Values) connection.Close(reason);
    }

    /// <summary>It said what it speaks, and perhaps where it listens: that is the same peer, not another one to dial.</summary>
    public void OnExtensionsKnown(PeerConnection connection)
    {
        if (connection.ListensAt is null && connection.Extensions.Handshake?.ListenPort is { } port) Place(connection, new IPEndPoint(connection.Address.Address, port));
        _exchange?.OnExtensionsKnown(connection);
    }

    public void OnPeersTold(PeerConnection connection, PexMessage message)
    {
        _exchange?.OnTold(connection, message);
        Dial();
    }

    /// <summary>Parts with everybody whom neither a tracker nor the owner named: they may have come by ways that a private torrent has not.</summary>
    public void TurnPrivate()
    {
        _exchange = null;
        book.KeepOnly(PeerSource.User, PeerSource.Tracker);
        foreach (var connection in _open.Values)
        {
            if (connection.Link.IsIncoming || IsForbidden(connection.Link)) connection.Close("the torrent is private, and no tracker named it");
            else connection.Extensions.Say(new ExtensionHandshake { Extensions = ExtensionMap.TakeBack(ExtensionId.UtMetadata, ExtensionId.UtPex) });
        }
    }

    private bool HasRoom => torrent.WantsPeers && _open.Count + _dials < services.Options.MaxConnectionsPerTorrent;

    private bool IsForbidden(PeerLink link) => torrent.IsPrivate && !link.IsIncoming && !book.IsFrom(link.Address, PrivateSources);

    private void Place(PeerConnection connection, IPEndPoint address)
    {
        if (!AddressPolicy.AllowsPeer(address.Address, address)) return;
        connection.ListensAt = address;
        book.Add(address, PeerSource.Incoming, torrent.Now);
        book.OnConnected(address, torrent.Now);
    }

    // Two ends that dial each other at once would each close the other's connection; so both keep the one that the lower peer id dialled.
    // A peer with an IPv4 and an IPv6 address is one peer; but a name is easily taken, so what has lasted yields to none from elsewhere.
    private bool IsDouble(PeerLink link)
    {
        foreach (var other in _open.Values)
        {
            if (other.Link.Theirs.PeerId != link.Theirs.PeerId) continue;
            var mayYield = other.Address.Address.Equals(link.Address.Address) || torrent.Now - other.OpenedAt < CrossedDialsMax;
            var keepsNew = mayYield && other.Link.IsIncoming != link.IsIncoming && IsOursFirst(link) != link.IsIncoming;
            if (keepsNew) other.Close("a double connection");
            return !keepsNew;
        }

        return false;
    }

    private bool IsOursFirst(PeerLink link)
    {
        Span<byte> ours = stackalloc byte[PeerId.Size], theirs = stackalloc byte[PeerId.Size];
        services.PeerId.CopyTo(ours);
        link.Theirs.PeerId.CopyTo(theirs);
        return ours.SequenceCompareTo(theirs) < 0;
    }

    private async Task DialAsync(IPEndPoint address)
    {
        try
        {
            var link = await services.Dialer.DialAsync(address, torrent.InfoHashes, torrent.Tls, torrent.Stopping).ConfigureAwait(false);
            await torrent.PostAsync(TorrentMessage.Do(() => Dialled(address, link))).ConfigureAwait(false);
        }
        catch (Exception expected) when (PeerDialer.IsExpected(expected))
        {
            services.Log.DialFailed(address, torrent.InfoHashes, expected.Message);
            await torrent.PostAsync(TorrentMessage.Do(() => DialFailed(address))).ConfigureAwait(false);
        }
    }

    private void Dialled(IPEndPoint address, PeerLink link)
    {
        _dials--;
        book.OnConnected(address, torrent.Now);
        torrent.Welcome(link);
        Dial();
    }

    private void DialFailed(IPEndPoint address)
    {
        _dials--;
        services.Connections.Return();
        book.OnFailed(address, torrent.Now);
        Dial();
    }

    private async Task RunAsync(PeerConnection connection)
    {
        var reason = await connection.RunAsync().ConfigureAwait(false);
        services.Connections.Return();
        services.Log.PeerLeft(connection.Address, torrent.InfoHashes, reason);
        await torrent.PostAsync(TorrentMessage.Do(() => Left(connection))).ConfigureAwait(false);
    }

    private void Left(PeerConnection connection)
    {
        _open.Remove(connection.Handle.Value);
        _exchange?.Left(connection);
        torrent.OnLeft(connection);
        if (IPAddress.IsLoopback(connection.Address.Address)) Remember(connection);
        var isStillHere = _open.Values.Any(other => other.ListensAt is { } address && address.Equals(connection.ListensAt));   // of two connections one stays
        if (connection.ListensAt is { } listener && !isStillHere) book.OnClosed(listener, torrent.Now, connection.WasSeed);
        Dial();
    }

    private void Remember(PeerConnection connection)
    {
        if (_left.Count == LeftMax) _left.Clear();
        _left[connection.Handle.Value] = (connection.ListensAt ?? connection.Address, connection.Link.Theirs.PeerId);
    }
}
