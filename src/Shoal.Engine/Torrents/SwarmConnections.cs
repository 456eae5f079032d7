using System.Net;
using Microsoft.Extensions.Logging;
using Shoal.Core.Primitives;
using Shoal.Core.Torrents;
using Shoal.Engine.Diagnostics;
using Shoal.Engine.Peers;

namespace Shoal.Engine.Torrents;

/// <summary>The open connections of one torrent and whom to dial next. Lives on the torrent's turns.</summary>
internal sealed class SwarmConnections(LiveTorrent torrent, EngineServices services, PeerBook book)
{
    /// <summary>Dials under way at once for one torrent.</summary>
    private const int DialsMax = 16;

    private readonly Dictionary<int, PeerConnection> _open = [];
    private int _lastHandle;
    private int _dials;

    public IReadOnlyCollection<PeerConnection> Open => _open.Values;

    public PeerConnection? Find(PeerHandle peer) => _open.GetValueOrDefault(peer.Value);

    /// <summary>A name for a peer of this torrent; web seeds get theirs here too.</summary>
    public PeerHandle NewHandle() => new(++_lastHandle);

    /// <summary>Remembers peers learnt from somewhere.</summary>
    public void Learn(IEnumerable<IPEndPoint> addresses, PeerSource source)
    {
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
        if (!torrent.WantsPeers || book.IsBanned(link.Address.Address) || !HasRoom || IsDouble(link))
        {
            link.Transport.Dispose();
            services.Connections.Return();
            return null;
        }

        var connection = new PeerConnection(link, NewHandle(), torrent);
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

    public void Drop(PeerHandle peer, string reason) => Find(peer)?.Close(reason);

    /// <summary>Drops a peer and refuses its address for as long as this torrent runs.</summary>
    public void Ban(PeerConnection liar, string reason) => Ban(liar.Handle, liar.Address.Address, reason);

    /// <summary>The same for a liar that may have left already.</summary>
    public void Ban(PeerHandle peer, IPAddress address, string reason)
    {
        book.Ban(address);
        services.Log.PeerBanned(address, torrent.InfoHashes, reason);
        Drop(peer, reason);
    }

    /// <summary>Keeps quiet connections open and lets go of dead ones (BEP 3: two minutes).</summary>
    public void Tick()
    {
        foreach (var connection in _open.Values) connection.KeepAlive(torrent.Now);
    }

    public void CloseAll(string reason)
    {
        foreach (var connection in _open.Values) connection.Close(reason);
    }

    private bool HasRoom => torrent.WantsPeers && _open.Count + _dials < services.Options.MaxConnectionsPerTorrent;

    // Two ends that dial each other at once would each close the other's connection; so both keep the one that the lower peer id dialled.
    private bool IsDouble(PeerLink link)
    {
        foreach (var other in _open.Values)
        {
            if (other.Link.Theirs.PeerId != link.Theirs.PeerId || !other.Address.Address.Equals(link.Address.Address)) continue;
            var keepsNew = other.Link.IsIncoming != link.IsIncoming && IsOursFirst(link) != link.IsIncoming;
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
        torrent.OnLeft(connection);
        if (!connection.Link.IsIncoming) book.OnClosed(connection.Address, torrent.Now, connection.WasSeed);
        Dial();
    }
}
