using Shoal.Core.Pieces;

namespace Shoal.Core.Torrents;

/// <summary>What a torrent remembers of one connection. The rules beside it change it; it has none of its own.</summary>
internal sealed class TorrentPeer(PeerHandle handle, PeerTraits traits, TorrentOptions options, TimeSpan now)
{
    /// <summary>Most pieces remembered of "allowed fast" and of "suggest" (BEP 6): further ones are not heard.</summary>
    public const int MaxHints = 64;

    public RateMeter Download;
    public RateMeter Upload;
    public RequestWindow Window = new(RequestWindow.Limit(options, traits.MaxRequests));

    public PeerHandle Handle => handle;
    public PeerTraits Traits => traits;
    public TimeSpan JoinedAt { get; } = now;

    /// <summary>Its place in the table of peers.</summary>
    public int Position { get; set; }
    public bool HasLeft { get; set; }

    /// <summary>What it has, unless it said "all"; null while it has nothing.</summary>
    public PieceSet? Pieces { get; set; }
    public bool SaidAll { get; set; }
    public bool IsSeed => SaidAll || Pieces is { IsFull: true };

    /// <summary>Pieces it has that we want.</summary>
    public int WantedPieces { get; set; }

    public bool AmInterested { get; set; }
    public bool AmChoking { get; set; } = true;
    public bool IsInterested { get; set; }
    public bool IsChoking { get; set; } = true;
    public bool IsUploadOnly { get; set; }

    /// <summary>It would take blocks if we let it; BEP 21 peers say they never will.</summary>
    public bool WantsBlocks => IsInterested && !IsUploadOnly && !IsSeed;

    public OpenRequests Requests { get; } = new();

    /// <summary>Asked for, then given to others since it kept silent. May still come.</summary>
    public List<long> Released { get; } = [];

    /// <summary>The piece its next requests are of.</summary>
    public PartialPiece? Current { get; set; }

    /// <summary>It wanted more work than there was.</summary>
    public bool IsHungry { get; set; }

    /// <summary>State of the work when nothing was found for it: not looked again before that changes.</summary>
    public long NothingSince { get; set; } = -1;

    /// <summary>The same for what a reader waits for.</summary>
    public long NothingUrgentSince { get; set; } = -1;

    /// <summary>The endgame is looked at again when fewer requests than this are open.</summary>
    public int EndgameBelow { get; set; } = int.MaxValue;

    public bool IsSnubbed { get; set; }

    /// <summary>It had a hand in a wrong piece: it gets pieces alone until one is right.</summary>
    public bool IsOnParole { get; set; }

    /// <summary>Rejects since its last block, while it did not choke us.</summary>
    public int Rejects { get; set; }

    /// <summary>Blocks asked for and taken back, which may have been on their way.</summary>
    public int MayStillCome { get; set; }

    /// <summary>Blocks it sent that it was never asked for.</summary>
    public int Unasked { get; set; }

    /// <summary>It rejected something: not asked again before the next tick.</summary>
    public bool IsResting { get; set; }

    /// <summary>When it last answered, or was first asked after a pause.</summary>
    public TimeSpan AnsweredAt { get; set; } = now;
    public TimeSpan ChokedAt { get; set; }

    /// <summary>When we last unchoked it; negative when never.</summary>
    public TimeSpan UnchokedAt { get; set; } = TimeSpan.MinValue;
    public TimeSpan OptimisticAt { get; set; } = TimeSpan.MinValue;
    public long SentSinceUnchoke { get; set; }
    public double ChokeScore { get; set; }

    public List<int> AllowedFast { get; } = [];
    public List<int> Suggested { get; } = [];

    public bool Has(int piece) => SaidAll || (Pieces is not null && Pieces.Contains(piece));
}
