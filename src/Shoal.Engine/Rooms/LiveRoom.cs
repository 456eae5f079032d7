using System.Net;
using System.Security.Cryptography;
using Shoal.Core.LocalDiscovery;
using Shoal.Core.Primitives;
using Shoal.Core.Rooms;
using Shoal.Core.Torrents;
using Shoal.Engine.Discovery;
using Shoal.Engine.Sessions;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Rooms;

/// <summary>A stay in a room: the meeting place, what we share, who is there, what is being got. This file is its public face.</summary>
internal sealed partial class LiveRoom : Room
{
    /// <summary>Transfers shown after they ended.</summary>
    private const int TransfersShownMax = 100;

    private static readonly TimeSpan TickPeriod = TimeSpan.FromSeconds(1), FarewellMax = TimeSpan.FromSeconds(1);

    /// <summary>Heard at once by who is there, and every few seconds by who had no ear at that moment.</summary>
    private static readonly AnnounceRhythm Rhythm = new()
    {
        Burst = [TimeSpan.Zero, TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2.5)],
        Interval = RoomLimits.PingPeriod,
        AskAgainAfter = TimeSpan.FromSeconds(1),
        AnswersPerMinute = 30,
    };

    private readonly EngineServices _services;
    private readonly TorrentTable _torrents;
    private readonly RoomOptions _options;
    private readonly SharedFolders _shares;
    private readonly RoomSeeds _seeds;
    private readonly RoomKeys? _keys;   // null in an open room
    private readonly MemberId _id = new(RandomNumberGenerator.GetBytes(MemberId.Size));
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _lock = new();
    private readonly RoomBook _book = new();
    private readonly Dictionary<MemberId, RoomLink> _links = [];
    private readonly List<RoomDownload> _downloads = [];
    private readonly CancellationTokenSource _leaving = new();
    private readonly long _began;
    private MeetingPlace? _place;
    private ITimer? _ticker;
    private int _isDisposed, _strangers, _gettings;   // the last counts changes of what is being got
    private long _serial;

    private LiveRoom(EngineServices services, TorrentTable torrents, RoomOptions options)
    {
        (_services, _torrents, _options, _began) = (services, torrents, options, services.Time.GetTimestamp());
        _keys = options.Password is { } password ? new RoomKeys(services, options.Name, password) : null;
        _shares = new SharedFolders(options.Shares, services.Time, new ShareMemory(options.HashFolder), OwnSwarms, TellSoon);
        _seeds = new RoomSeeds(services, torrents, _shares, OwnSwarms, _keys?.Tls);
    }

    // A room with a password has swarms of its own.
    private InfoHash? OwnSwarms => _options.Password is null ? null : _options.Name.InfoHash;

    private TimeSpan Now => _services.Time.GetElapsedTime(_began);

    public static LiveRoom Join(EngineServices services, TorrentTable torrents, RoomOptions options)
    {
        var room = new LiveRoom(services, torrents, options);
        var ways = new MeetingWays
        {
            Trackers = options.Trackers,
            Peers = options.Peers,
            Uses = finder => finder.Source != PeerSource.Dht || options.Name != RoomName.Lan,   // the local network's room is nobody else's
            LocalRhythm = Rhythm,
            IsWanted = room.IsWanted,
        };
        try
        {
            room._place = new MeetingPlace(services, options.Name.InfoHash, ways, room.TalkAsync);
        }
        catch (InvalidOperationException)
        {
            _ = room.DisposeAsync().AsTask();
            throw new RoomException($"You are in the room {options.Name} already.");
        }

        room._ticker = services.Time.CreateTimer(_ => room.Tick(), null, TickPeriod, TickPeriod);
        return room;
    }

    public override RoomSnapshot Snapshot()
    {
        var (standing, hashing) = (_shares.Standing, _shares.Hashing);
        lock (_lock)
        {
            return new RoomSnapshot
            {
                Name = _options.Name,
                HasPassword = _options.Password is not null,
                Id = _id,
                UserName = _options.UserName,
                Members = [.. _book.Members.OrderBy(member => member.JoinedAt).Select(Show)],
                Shares = _shares.Roots,
                SharedFiles = standing.Files,
                SharedBytes = standing.Bytes,
                UnhashedBytes = hashing.Pending,
                HashedBytes = hashing.Hashed,
                UploadedBytes = _seeds.UploadedBytes,
                FilesGiven = _seeds.Count,
                Transfers = [.. _downloads.Select(download => download.Snapshot())],
                FileCount = _book.Index.FileCount,
                Strangers = Volatile.Read(ref _strangers),
                Trackers = _place?.Trackers ?? [],
            };
        }
    }

    public override IReadOnlyList<CatalogEntry> FilesOf(MemberId member)
    {
        if (member == _id) return _shares.Entries;
        lock (_lock) return _book.Find(member) is { } there ? [.. there.Catalog.Entries.OrderBy(entry => entry.Path, StringComparer.Ordinal)] : [];
    }

    public override RoomSearchResult Search(string question, int max = 1_000)
    {
        lock (_lock)
        {
            var hits = _book.Index.Search(question, max);
            return new RoomSearchResult([.. hits.Files.Select(Show)], hits.TotalCount);
        }
    }

    public override IReadOnlyList<RoomFileSnapshot> Find(string name)
    {
        lock (_lock)
        {
            if (!Sha256Hash.TryParseHex(name, out var root)) return [.. _book.Index.FindByName(name, 100).Select(Show)];
            return [.. _book.Members.SelectMany(member => member.Catalog.Entries).Where(entry => entry.Root == root)
                .Select(entry => _book.Index.Find(root, entry.Length)).OfType<RoomFile>().Distinct().Select(Show)];
        }
    }

    public override async Task<string> GetAsync(GetRoomFile request, CancellationToken cancel = default)
    {
        if (request.Directory is null) request = request with { Directory = _shares.Roots is [var first, ..] ? first : throw new RoomException("Say into which folder: none is shared.") };
        if (_shares.Find(request.Root, request.Length) is { } here) return await RoomDownload.CopyAsync(here, request, cancel).ConfigureAwait(false);
        RoomDownload download;
        lock (_lock)
        {
            if (_downloads.Exists(other => other.State == RoomTransferState.Getting && other.Entry.Root == request.Root)) throw new RoomException("It is being got already.");
            if (_torrents.Find(RoomTorrent.NameOf(request.Root, request.Length, OwnSwarms)) is not null) throw new RoomException("Another room of yours has it, or gets it just now.");
            var holdings = _book.Index.Find(request.Root, request.Length)?.Holdings ?? throw new RoomException("Nobody in the room has it.");
            var entry = (request.Name is { } name ? holdings.FirstOrDefault(holding => RoomIndex.IsCalled(holding.Entry, name)) : null)?.Entry ?? holdings[0].Entry;
            download = new RoomDownload(_services, _torrents, request, entry, OwnSwarms, _keys?.Tls) { Holders = () => HoldersOf(request) };
            if (_downloads.Count == TransfersShownMax && _downloads.Find(one => one.State is RoomTransferState.Done or RoomTransferState.Failed) is { } old) _downloads.Remove(old);
            _downloads.Add(download);
        }

        TellGetting();
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _leaving.Token);
            var place = await download.RunAsync(either.Token).ConfigureAwait(false);
            _shares.AddKnown(place, request.Root, download.Layer);
            return place;
        }
        finally
        {
            TellGetting();
        }
    }

    public override Task WaitForSharesAsync(CancellationToken cancel = default) => _shares.Settled.WaitAsync(cancel);

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        if (_ticker is not null) await _ticker.DisposeAsync().ConfigureAwait(false);
        await SayByeAsync().ConfigureAwait(false);
        await _leaving.CancelAsync().ConfigureAwait(false);
        if (_place is not null) await _place.DisposeAsync().ConfigureAwait(false);
        RoomLink[] links;
        lock (_lock) links = [.. _links.Values];
        foreach (var link in links) link.Talk.Dispose();
        await _seeds.DisposeAsync().ConfigureAwait(false);
        await _shares.DisposeAsync().ConfigureAwait(false);
        _keys?.Dispose();
    }

    private void TellGetting()
    {
        lock (_lock) _gettings++;
        TellSoon();
    }

    private RoomHolders HoldersOf(GetRoomFile request)
    {
        lock (_lock)
        {
            var holders = _book.Index.Find(request.Root, request.Length)?.Holdings.Select(holding => _book.Find(holding.Member)?.Listens).OfType<IPEndPoint>().Distinct() ?? [];
            var others = _book.Members.Where(member => member.Getting.Contains(request.Root)).Select(member => member.Listens).OfType<IPEndPoint>();
            return new RoomHolders([.. holders], [.. others]);
        }
    }

    private RoomMemberSnapshot Show(RoomMember member) => new()
    {
        Id = member.Id,
        Name = member.Name,
        Address = member.Listens ?? member.Address,
        Files = member.Standing.Files,
        Bytes = member.Standing.Bytes,
        FilesKnown = member.Catalog.Count,
        IsCatalogWhole = member.Catalog.Revision == member.Standing.Revision,
        Present = Now - member.JoinedAt,
    };

    private RoomFileSnapshot Show(RoomFile file) => new()
    {
        Root = file.Root,
        Length = file.Length,
        Path = file.Holdings[0].Entry.Path,
        Modified = DateTimeOffset.FromUnixTimeSeconds(file.Holdings[0].Entry.ModifiedSeconds),
        Holders = [.. file.Holdings.Select(holding => _book.Find(holding.Member)?.Name).OfType<string>().Distinct()],
        IsHere = _shares.Find(file.Root, file.Length) is not null,
    };
}
