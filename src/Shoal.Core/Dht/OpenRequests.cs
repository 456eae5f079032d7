using System.Buffers.Binary;

namespace Shoal.Core.Dht;

/// <summary>Questions on their way, by transaction id and address: nobody who cannot see them can answer them.</summary>
/// <param name="key0">Secret and random: transaction ids are not to be guessed.</param>
/// <param name="key1">The other half.</param>
internal sealed class OpenRequests(ulong key0, ulong key1)
{
    /// <summary>Length of our transaction ids, in bytes.</summary>
    public const int TransactionBytes = 4;

    /// <summary>Questions open at once: more than all searches that run can have, four new ones each time four have become late.</summary>
    public const int MaxOpen = 2_048;

    /// <summary>An answer later than this lets others be asked; later than the second, it is none.</summary>
    public static readonly TimeSpan LateAfter = TimeSpan.FromSeconds(1.5);
    public static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(8);

    private readonly Dictionary<uint, OpenRequest> _open = [];
    private readonly Queue<uint> _notLate = new();
    private readonly Queue<uint> _notLost = new();
    private ulong _count;

    public int Count => _open.Count;
    public bool IsFull => _open.Count >= MaxOpen;

    /// <summary>Registers a question before it is sent, and writes its transaction id.</summary>
    public void Add(OpenRequest request, Span<byte> transaction)
    {
        uint id;
        do
        {
            id = (uint)Hashing.SipHash.Of(key0, key1, ++_count, 0, 0);
        }
        while (!_open.TryAdd(id, request));
        _notLate.Enqueue(id);
        _notLost.Enqueue(id);
        BinaryPrimitives.WriteUInt32BigEndian(transaction, id);
    }

    /// <summary>Takes out the question that this answers; null when there is none.</summary>
    public OpenRequest? Take(ReadOnlySpan<byte> transaction, NodeAddress from)
    {
        if (transaction.Length != TransactionBytes) return null;
        var id = BinaryPrimitives.ReadUInt32BigEndian(transaction);
        if (!_open.TryGetValue(id, out var request) || request.To != from) return null;
        _open.Remove(id);
        return request;
    }

    /// <summary>The next question that has become late; null when none has.</summary>
    public OpenRequest? TakeLate(TimeSpan now)
    {
        while (_notLate.TryPeek(out var id))
        {
            if (!_open.TryGetValue(id, out var request))
            {
                _notLate.Dequeue();
                continue;
            }

            if (now - request.SentAt < LateAfter) return null;
            _notLate.Dequeue();
            request.IsLate = true;
            return request;
        }

        return null;
    }

    /// <summary>Takes out the next question that nobody will answer any more; null when none is.</summary>
    public OpenRequest? TakeLost(TimeSpan now)
    {
        while (_notLost.TryPeek(out var id))
        {
            if (!_open.TryGetValue(id, out var request))
            {
                _notLost.Dequeue();
                continue;
            }

            if (now - request.SentAt < LostAfter) return null;
            _notLost.Dequeue();
            _open.Remove(id);
            return request;
        }

        return null;
    }
}
