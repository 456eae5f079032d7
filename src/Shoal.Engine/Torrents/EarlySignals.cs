using Shoal.Core.Torrents;

namespace Shoal.Engine.Torrents;

/// <summary>What peers said of themselves while there were no rules to tell yet: said again when the transfer begins.</summary>
internal sealed class EarlySignals
{
    private readonly Dictionary<int, List<TorrentInput>> _byPeer = [];

    /// <summary>Signals kept of one peer; more than these few kinds there are not.</summary>
    private const int SignalsMax = 16;

    public void Remember(in TorrentInput input)
    {
        if (input.Kind is not (TorrentInputKind.PeerChoked or TorrentInputKind.PeerUnchoked or TorrentInputKind.PeerInterested
            or TorrentInputKind.PeerNotInterested or TorrentInputKind.PeerUploadOnly)) return;
        if (!_byPeer.TryGetValue(input.Peer.Value, out var said)) _byPeer.Add(input.Peer.Value, said = []);
        if (said.Count == SignalsMax) said.RemoveAt(0);
        said.Add(input);
    }

    public IReadOnlyList<TorrentInput> Take(PeerHandle peer) =>
        _byPeer.Remove(peer.Value, out var said) ? said : [];
}
