using System.Diagnostics.CodeAnalysis;
using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Core.Torrents;
using Shoal.Core.WebSeeds;
using Shoal.Engine.Peers;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.WebSeeds;

/// <summary>The time between a web seed's joining and its leaving: what it was asked and what is being fetched. Lives on the torrent's turns.</summary>
internal sealed class WebSeedVisit(PeerHandle handle, TorrentTransfer transfer, FileLayout layout, WebSeedHttp http, IPeerHost host) : IDisposable
{
    private readonly WebSeedQueue _queue = new(transfer.Content.Geometry, layout);
    private readonly List<WebSeedFetch> _running = [];
    private readonly CancellationTokenSource _leaving = new();

    public PeerHandle Handle => handle;
    public TorrentTransfer Transfer => transfer;
    public int Running => _running.Count;

    /// <summary>Cancelled when it leaves.</summary>
    public CancellationToken Leaving => _leaving.Token;

    /// <summary>Nothing more is begun.</summary>
    public bool IsLeaving => _leaving.IsCancellationRequested;

    /// <summary>The rules know it no more, or have ended: they are told nothing more of it.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>Payload of the fetches under way.</summary>
    public long ReceivedBytes => _running.Sum(fetch => fetch.DeliveredBytes);

    public void Post(in PeerCommand command)
    {
        if (command.Kind == PeerCommandKind.Request) _queue.Add(BlockOf(command));
        else if (command.Kind == PeerCommandKind.Cancel) _queue.Remove(BlockOf(command));   // on its way already: it comes, and is not wanted
    }

    /// <summary>Takes the next run out of what is asked; false when nothing is.</summary>
    public bool TryBegin([NotNullWhen(true)] out WebSeedFetch? fetch)
    {
        fetch = _queue.TryTake(out var run) ? new WebSeedFetch(run, handle, transfer.Content, layout, host, http) : null;
        if (fetch is not null) _running.Add(fetch);
        return fetch is not null;
    }

    public void Ended(WebSeedFetch fetch) => _running.Remove(fetch);

    /// <summary>Takes back all that is asked and not begun.</summary>
    public IReadOnlyList<BlockAddress> Withdraw() => _queue.TakeAll();

    /// <summary>Ends what is under way.</summary>
    public void Leave() => _leaving.Cancel();

    public void Dispose()
    {
        http.Dispose();
        _leaving.Dispose();
    }

    private BlockAddress BlockOf(in PeerCommand command) =>
        new(transfer.Content.Geometry.Piece(command.Piece), command.Offset, command.Length);
}
