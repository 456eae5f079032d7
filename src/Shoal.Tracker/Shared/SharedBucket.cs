using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Shoal.Core.Primitives;
using Shoal.Core.Swarms;
using Shoal.Core.Trackers;

namespace Shoal.Tracker;

/// <summary>A part of the info-hashes: its key on the Redis servers, what waits to be told, and how far we have heard.</summary>
/*  The key holds a sorted set: a member is a batch, its score the server's time in milliseconds when it came.
    batch: node (8) | number (8) | records  */
internal sealed class SharedBucket(int number, ulong node)
{
    private const int BatchHead = 16;
    private const int MaxBatchBytes = 16 * 1024;
    private const int MaxPendingBytes = 4 << 20;
    private const int MaxNodes = 1_000;
    public const int PageSize = 500;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, ulong> _heard = [];
    private ArrayBufferWriter<byte> _pending = new(64);
    private ulong _batches;
    private long _from;

    /// <summary>The braces make a cluster put all keys of a bucket on one server.</summary>
    public byte[] Key { get; } = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"shoal:{{{number}}}:news"));

    /// <summary>Score up to which all was heard.</summary>
    public long HeardUpTo { get; private set; } = long.MinValue;

    /// <summary>Score to read from: a little before what was heard, since batches are stamped before they travel; the same for every page of a look.</summary>
    /// <param name="oldest">What came before this is of no use any more.</param>
    public long ReadFrom(long oldest)
    {
        const int OverlapMs = 3_000;
        if (Skip == 0) _from = HeardUpTo == long.MinValue ? oldest : Math.Max(oldest, HeardUpTo - OverlapMs);
        return _from;
    }

    /// <summary>Batches of the same look back that were read already, while there are more than a page of them.</summary>
    public int Skip { get; private set; }

    public void Add(in SwarmAnnounce announce, ReadOnlySpan<byte> address, int port, SwarmNews news)
    {
        // While no server is there, what does not fit is lost: its peers come again.
        lock (_gate)
        {
            if (_pending.WrittenCount < MaxPendingBytes) NewsRecord.Write(_pending, announce, address, port, news);
        }
    }

    /// <summary>Batches to send; whoever could not send them gives them back.</summary>
    public IReadOnlyList<byte[]> TakePending()
    {
        ArrayBufferWriter<byte> taken;
        lock (_gate)
        {
            if (_pending.WrittenCount == 0) return [];
            (taken, _pending) = (_pending, new ArrayBufferWriter<byte>(64));
        }

        var batches = new List<byte[]>();
        for (var rest = taken.WrittenSpan; !rest.IsEmpty;)
        {
            var left = rest;
            while (rest.Length - left.Length < MaxBatchBytes && NewsRecord.TryRead(ref left, out _, out _, out _)) { }
            var batch = new byte[BatchHead + rest.Length - left.Length];
            BinaryPrimitives.WriteUInt64LittleEndian(batch, node);
            BinaryPrimitives.WriteUInt64LittleEndian(batch.AsSpan(8), ++_batches);
            rest[..^left.Length].CopyTo(batch.AsSpan(BatchHead));
            batches.Add(batch);
            rest = left;
        }

        return batches;
    }

    public void GiveBack(IReadOnlyList<byte[]> batches)
    {
        lock (_gate)
        {
            foreach (var batch in batches)
            {
                if (_pending.WrittenCount < MaxPendingBytes) _pending.Write(batch.AsSpan(BatchHead));
            }
        }
    }

    /// <summary>A page was read: a full one has more behind it, which the next round reads.</summary>
    public void Heard(long upTo, int batches)
    {
        if (batches == PageSize)
        {
            Skip += batches;
            return;
        }

        (HeardUpTo, Skip) = (Math.Max(HeardUpTo, upTo), 0);
    }

    /// <summary>Hears a batch that is new to us and not our own; false otherwise.</summary>
    public bool TryHear(ReadOnlySpan<byte> batch, out ReadOnlySpan<byte> records)
    {
        records = default;
        if (batch.Length < BatchHead) return false;
        var from = BinaryPrimitives.ReadUInt64LittleEndian(batch);
        var count = BinaryPrimitives.ReadUInt64LittleEndian(batch[8..]);
        if (from == node || count <= _heard.GetValueOrDefault(from)) return false;
        if (_heard.Count >= MaxNodes) _heard.Clear();   // trackers that were started anew a thousand times: hearing twice does no harm
        _heard[from] = count;
        records = batch[BatchHead..];
        return true;
    }
}
