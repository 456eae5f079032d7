using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Engine.Diagnostics;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Storage;

/// <summary>The pieces of one torrent, in the files under one folder.</summary>
/// <remarks>
/// A piece grows in a buffer of the shared budget, is hashed beside others, and only then written. Over the budget it is
/// spilled: its blocks go to the files as they come, and it is read back for hashing.
/// </remarks>
internal sealed partial class TorrentStorage : IBlockStore, IAsyncDisposable
{
    private readonly TorrentMetainfo _metainfo;
    private readonly TorrentGeometry _geometry;
    private readonly StorageContext _context;
    private readonly IStorageEvents _events;
    private readonly FileLayout _layout;
    private readonly TorrentFolder _folder;
    private readonly PieceTable _pieces;
    private readonly IoGate _reads = new();
    private readonly IoGate _writes = new();
    private readonly bool _hasPads;
    private volatile int _state = Working;
    private int _jobs;
    private TaskCompletionSource? _jobsDone;
    private int _isDisposed;

    private const int Working = 0;
    private const int Failed = 1;
    private const int Closed = 2;

    /// <param name="metainfo">The torrent.</param>
    /// <param name="directory">Folder its files' paths start from.</param>
    /// <param name="context">What torrents share.</param>
    /// <param name="events">Who is told of verdicts and faults.</param>
    /// <param name="mustExist">Data is claimed to be there: a missing folder is a fault then, and never made anew.</param>
    /// <param name="isSynced">What is in the files is on the device; false leaves that to the first sync.</param>
    public TorrentStorage(
        TorrentMetainfo metainfo, string directory, StorageContext context, IStorageEvents events, bool mustExist = false, bool isSynced = true)
    {
        (_metainfo, _geometry, _context, _events) = (metainfo, metainfo.Geometry, context, events);
        Layers = metainfo.PieceLayers;
        _layout = new FileLayout(metainfo);
        _folder = new TorrentFolder(metainfo, directory, context, mustExist, isSynced);
        _pieces = new PieceTable(_geometry.PieceCount);
        _hasPads = metainfo.Files.Any(f => f.IsPad);
    }

    /// <summary>The v2 hashes; set when they are known later than the metadata. Without them and v1 hashes no piece may begin.</summary>
    public PieceLayers? Layers { get; set; }

    /// <summary>Where the files are now.</summary>
    public string Directory => _folder.Root;

    public unsafe void Begin(PieceIndex piece)
    {
        if (_state != Working || _pieces.Find(piece) is not null) return;
        if (_metainfo.PieceHashes.IsEmpty && Layers is null) throw new InvalidOperationException("No piece can be checked before its hash is known.");
        var length = _geometry.LengthOf(piece);
        var growing = _context.NewPiece();
        growing.Begin(this, piece, length, _geometry.BlocksIn(piece), _context.Memory.Rent(length));
        ZeroPads(growing);
        _pieces.Add(piece, growing);
        _context.Hashers.CountFilling(1);
    }

    public BlockFate Store(BlockAddress block, ReadOnlySpan<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(data.Length, block.Length, nameof(data));
        if (_state != Working) return _state == Failed ? BlockFate.Failed : BlockFate.Unwanted;
        if (_pieces.Find(block.Piece) is not { } piece || !piece.TryClaim(this, block)) return BlockFate.Unwanted;
        var stored = false;
        try
        {
            stored = piece.IsSpilled ? TryWriteRange(block.Piece, block.Offset, data) : data.TryCopyTo(piece.Bytes[block.Offset..]);
        }
        catch (DiskException fault)
        {
            Fail(fault);
            return BlockFate.Failed;
        }
        finally
        {
            if (piece.Finish(block.BlockIndex, stored)) _context.Recycle(piece);
        }

        return stored ? BlockFate.Stored : BlockFate.Unwanted;
    }

    public void Verify(PieceIndex piece, bool wantsBlockDigests)
    {
        if (_state != Working) return;
        if (_pieces.Find(piece) is not { } growing || !growing.TryQueue(wantsBlockDigests))
            throw new InvalidOperationException($"Piece {piece} is not complete.");
        _context.Hashers.CountFilling(-1);
        Interlocked.Increment(ref _jobs);
        _context.Hashers.Enqueue(growing);
    }

    public void Drop(PieceIndex piece)
    {
        if (_pieces.Find(piece) is not { } growing) return;
        _pieces.Remove(piece, growing);
        Discard(growing);
    }

    /// <summary>Works again after a fault: pieces that were growing are forgotten, files are opened anew.</summary>
    public void Reopen()
    {
        if (_state != Failed) return;
        foreach (var piece in _pieces.TakeAll()) Discard(piece);
        _folder.CloseAll();
        Interlocked.CompareExchange(ref _state, Working, Failed);
    }

    /// <summary>Forgets growing pieces and waits for those being written: nothing is read or written afterwards, but what was can be synced.</summary>
    public async Task DrainAsync()
    {
        _state = Closed;
        foreach (var piece in _pieces.TakeAll()) Discard(piece);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _jobsDone, done)?.TrySetResult();
        if (Volatile.Read(ref _jobs) == 0) done.TrySetResult();
        await done.Task.ConfigureAwait(false);
    }

    /// <summary>Drains, and closes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await DrainAsync().ConfigureAwait(false);
        await _upkeep.WaitAsync().ConfigureAwait(false);
        _upkeep.Dispose();
        _folder.CloseAll();
    }

    private void Discard(GrowingPiece piece)
    {
        var unused = piece.Drop(out var wasFilling);
        if (wasFilling) _context.Hashers.CountFilling(-1);
        if (unused) _context.Recycle(piece);
    }

    /// <summary>Stops everything, and says so once.</summary>
    private void Fail(DiskException fault)
    {
        if (Interlocked.CompareExchange(ref _state, Failed, Working) != Working) return;
        Say(DiskMessages.For(fault, _folder.Root, fault.Problem == DiskProblem.Full ? _folder.MissingBytes() : 0));
    }

    /// <summary>Stops everything for a fault of ours.</summary>
    private void FailBy(Exception bug)
    {
        _context.Log.StorageBug(_metainfo.Name, bug);
        if (Interlocked.CompareExchange(ref _state, Failed, Working) == Working)
            Say($"Storage failed in a way it should not ({bug.Message}): resume, and report it please.");
    }

    private void Say(string message)
    {
        _context.Log.StorageFailed(_metainfo.Name, message);
        _events.OnStorageFailed(message);
    }
}
