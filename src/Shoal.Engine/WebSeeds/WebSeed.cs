using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Core.Torrents;
using Shoal.Core.WebSeeds;
using Shoal.Engine.Peers;
using Shoal.Engine.Sessions;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.WebSeeds;

/// <summary>One web seed of a torrent: a peer that has everything and never chokes, as the rules see it. Lives on the torrent's turns.</summary>
/// <remarks>
/// While it works it is joined, and up to <see cref="MaxFetches"/> runs of blocks are fetched side by side. A failure makes it leave, and it
/// joins again after a while; a file it lacks only shortens the list of pieces it offers.
/// </remarks>
internal sealed class WebSeed(WebSeedUrl url, bool isFromUser, WebSeedCrew crew)
{
    /// <summary>Requests under way at once at one seed: less than browsers allow themselves.</summary>
    public const int MaxFetches = 4;

    /// <summary>A seed that lacks this many files and gave nothing yet has none: a URL that leads nowhere is not asked for each file of thousands.</summary>
    public const int LackedFilesFirst = 16;

    /// <summary>Files one seed may lack before it is of no use.</summary>
    public const int LackedFilesMax = 1_000;

    private readonly HashSet<int> _lacked = [];
    private WebSeedVisit? _visit;
    private TimeSpan _restsUntil;
    private int _failures;
    private long _received;
    private bool _isBanned;
    private bool _isUseless;
    private string _status = "not asked yet";

    public WebSeedUrl Url => url;

    /// <summary>The user named it: it may be anywhere.</summary>
    public bool IsFromUser => isFromUser;

    public WebSeedSnapshot Snapshot() => new(url.Text, _status, _received + (_visit?.ReceivedBytes ?? 0), _visit is { IsLeaving: false }, HasFailed: _isBanned || _isUseless || _failures > 0) { IsBanned = _isBanned };

    /// <summary>It may join now.</summary>
    public bool IsReady(TimeSpan now) => _visit is null && !_isBanned && !_isUseless && now >= _restsUntil;

    /// <summary>Joins the torrent.</summary>
    public void Join(WebSeedVisit visit, PeerTraits traits)
    {
        (_visit, _status) = (visit, "working");
        Tell(visit, TorrentInput.PeerJoined(visit.Handle, traits));
        Offer(visit);
        Tell(visit, TorrentInput.PeerUploadOnly(visit.Handle));
        Tell(visit, TorrentInput.PeerUnchoked(visit.Handle));
    }

    /// <summary>What the rules say to it, as to a peer.</summary>
    public void Post(in PeerCommand command) => _visit?.Post(command);

    /// <summary>Begins what was asked for since the last call.</summary>
    public void Flush()
    {
        while (_visit is { IsLeaving: false, Running: < MaxFetches } visit && visit.TryBegin(out var fetch)) crew.Track(Task.Run(() => RunAsync(visit, fetch)));
    }

    /// <summary>The rules have forgotten it already; nothing more is handed on.</summary>
    public void Dismiss(string status)
    {
        (_status, _failures) = (status, 0);
        if (_visit is not { } visit) return;
        visit.IsForgotten = true;
        End(visit);
    }

    /// <summary>It lied: it is not asked again in this run.</summary>
    public void Ban()
    {
        _isBanned = true;
        Dismiss("banned: it sent corrupt data");
    }

    private async Task RunAsync(WebSeedVisit visit, WebSeedFetch fetch)
    {
        WebSeedException? fault = null;
        try
        {
            await fetch.RunAsync(visit.Leaving).ConfigureAwait(false);
        }
        catch (WebSeedException expected)
        {
            fault = expected;   // expected: servers fail every day
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }

        await crew.Host.PostAsync(TorrentMessage.Do(() => Ended(visit, fetch, fault))).ConfigureAwait(false);
    }

    private void Ended(WebSeedVisit visit, WebSeedFetch fetch, WebSeedException? fault)
    {
        visit.Ended(fetch);
        _received += fetch.DeliveredBytes;
        if (visit.IsLeaving)
        {
            End(visit);
            return;
        }

        if (fault is null) _failures = 0;
        else if (fault.LackedFile is { } file) Lack(visit, fetch, file, fault);
        else Fail(visit, fetch, fault);
        Flush();
    }

    // What it was asked of pieces that it offers no more is asked of others; the rest is asked again.
    private void Lack(WebSeedVisit visit, WebSeedFetch fetch, int file, WebSeedException fault)
    {
        crew.Log(url, $"it lacks {visit.Transfer.Content.Metainfo.Files[file].Path}: {fault.Message}");
        if (_lacked.Add(file)) Offer(visit);
        foreach (var block in fetch.Missing.Concat(visit.Withdraw())) Tell(visit, TorrentInput.PeerRejected(visit.Handle, block));
        var isHopeless = _lacked.Count >= LackedFilesMax || (_lacked.Count >= LackedFilesFirst && _received + visit.ReceivedBytes == 0);
        if (!isHopeless && _lacked.Count < visit.Transfer.Content.Metainfo.Files.Count(HasBytes)) return;
        (_isUseless, _status) = (true, fault.Message);
        End(visit);
    }

    private void Fail(WebSeedVisit visit, WebSeedFetch fetch, WebSeedException fault)
    {
        _failures = fetch.DeliveredBytes > 0 ? 1 : _failures + 1;
        (_isUseless, _status) = (fault.IsForGood, fault.Message);
        _restsUntil = crew.Host.Now + WebSeedRetry.After(_failures, fault.RetryAfter, Random.Shared.NextDouble());
        crew.Log(url, fault.Message);
        End(visit);
    }

    private void Offer(WebSeedVisit visit)
    {
        var content = visit.Transfer.Content;
        if (_lacked.Count == 0)
        {
            Tell(visit, TorrentInput.PeerHasAll(visit.Handle));
            return;
        }

        var pieces = PieceSet.Full(content.Geometry.PieceCount);
        foreach (var index in _lacked) Remove(pieces, content.Metainfo.Files[index], content.Geometry);
        Tell(visit, TorrentInput.PeerHasPieces(visit.Handle, pieces));
    }

    private static void Remove(PieceSet pieces, TorrentFile file, TorrentGeometry geometry)
    {
        for (var piece = file.Offset / geometry.PieceBytes; piece <= (file.Offset + file.Length - 1) / geometry.PieceBytes; piece++)
            pieces.Remove(geometry.Piece((int)piece));
    }

    private static bool HasBytes(TorrentFile file) => file is { IsPad: false, Length: > 0 };

    private void Tell(WebSeedVisit visit, TorrentInput input)
    {
        if (!visit.IsForgotten) visit.Transfer.Handle(input, crew.Host.Now);
    }

    // Its last input comes after those of all its fetches.
    private void End(WebSeedVisit visit)
    {
        visit.Leave();
        if (visit.Running > 0 || _visit != visit) return;
        _visit = null;
        Tell(visit, TorrentInput.PeerLeft(visit.Handle));
        crew.OnLeft();
        visit.Dispose();
    }
}
