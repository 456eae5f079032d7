using System.Diagnostics;
using Shoal.Core.Pieces;
using Shoal.Core.Torrents;
using Shoal.Engine.Peers;
using Shoal.Engine.Storage;
using Shoal.Engine.WebSeeds;

namespace Shoal.Engine.Torrents;

/// <summary>A torrent whose metadata is known, while it moves data: its rules, and the carrying out of what they ask for.</summary>
internal sealed class TorrentTransfer(TorrentCore core, TorrentContent content, SwarmConnections peers, WebSeedCrew webSeeds, Action completed)
{
    private readonly List<TorrentOutput> _outputs = [];

    public TorrentCore Core => core;
    public TorrentContent Content => content;

    public void Handle(in TorrentInput input, TimeSpan now)
    {
        if (input.Kind == TorrentInputKind.Tick) webSeeds.Tick(this, now);
        core.Handle(input, now, _outputs);
    }

    /// <summary>Does what the rules asked for since the last call, in order.</summary>
    public void CarryOut()
    {
        // By index: carrying out may close a connection, but never calls back into the rules.
        for (var i = 0; i < _outputs.Count; i++) Carry(_outputs[i]);
        _outputs.Clear();
        webSeeds.Flush();
    }

    private void Carry(in TorrentOutput output)
    {
        switch (output.Kind)
        {
            case TorrentOutputKind.SendRequest:
                content.Store.Begin(output.Piece);
                Post(output.Peer, PeerCommand.Request(output.Block));
                break;
            case TorrentOutputKind.SendCancel: Post(output.Peer, PeerCommand.Cancel(output.Block)); break;
            case TorrentOutputKind.SendInterested: Post(output.Peer, new(PeerCommandKind.Interested)); break;
            case TorrentOutputKind.SendNotInterested: Post(output.Peer, new(PeerCommandKind.NotInterested)); break;
            case TorrentOutputKind.SendChoke: Post(output.Peer, new(PeerCommandKind.Choke)); break;
            case TorrentOutputKind.SendUnchoke: Post(output.Peer, new(PeerCommandKind.Unchoke)); break;
            case TorrentOutputKind.SendAllowedFast: AllowFast(output); break;
            case TorrentOutputKind.SendHaveToAll: peers.PostToAll(new(PeerCommandKind.Have, output.Piece.Value)); break;
            case TorrentOutputKind.VerifyPiece: content.Store.Verify(output.Piece, output.WantsBlockDigests); break;
            case TorrentOutputKind.DropPiece: content.Store.Drop(output.Piece); break;
            case TorrentOutputKind.DropPeer: Drop(output); break;
            case TorrentOutputKind.BanPeer: Ban(output, Words(output.Reason)); break;
            case TorrentOutputKind.Completed: completed(); break;
            case TorrentOutputKind.None:
            default: throw new UnreachableException($"No way to carry out {output.Kind}.");
        }
    }

    private void Post(PeerHandle peer, in PeerCommand command)
    {
        if (!webSeeds.TryPost(peer, command)) peers.Post(peer, command);
    }

    private void Drop(in TorrentOutput output)
    {
        var reason = Words(output.Reason);
        if (!webSeeds.TryDrop(output.Peer, reason)) peers.Drop(output.Peer, reason, output.Reason == DropReason.BothSeeds);
    }

    private void Ban(in TorrentOutput output, string reason)
    {
        if (!webSeeds.TryBan(output.Peer, reason)) peers.Ban(output.Peer, output.Address!, reason);
    }

    private void AllowFast(in TorrentOutput output)
    {
        if (peers.Find(output.Peer) is { SupportsFast: true })
            peers.Post(output.Peer, new(PeerCommandKind.AllowedFast, output.Piece.Value));
    }

    private static string Words(DropReason reason) => reason switch
    {
        DropReason.Unresponsive => "it does not answer",
        DropReason.SentCorruptData => "it sent corrupt data",
        DropReason.BothSeeds => "both of us have everything",
        DropReason.TooManyPeers => "there are too many peers",
        DropReason.ProtocolError => "it broke the protocol",
        DropReason.Flooding => "it asks for too much",
        DropReason.TorrentStopped => "the torrent stopped",
        _ => "no reason given",
    };
}
