using Shoal.Core.Queueing;

namespace Shoal.Engine.Queueing;

/// <summary>One torrent's place in the queue. <see cref="QueueKeeper"/> writes it; anybody may read.</summary>
/// <param name="key">Smaller is nearer to the top.</param>
/// <param name="isForced">It never waits.</param>
/// <param name="mayRun">It need not wait, as far as is known.</param>
internal sealed class QueueTicket(long key, bool isForced, bool mayRun)
{
    private long _key = key;
    private volatile bool _isForced = isForced, _mayRun = mayRun;
    private volatile int _position;

    public long Key { get => Volatile.Read(ref _key); set => Volatile.Write(ref _key, value); }
    public bool IsForced { get => _isForced; set => _isForced = value; }
    public bool MayRun { get => _mayRun; set => _mayRun = value; }

    /// <summary>Among downloads, or among seeds once it is one; from 1 on. 0 while nobody counted.</summary>
    public int Position { get => _position; set => _position = value; }

    /// <summary>Whether it is slow. The keeper's alone.</summary>
    public SlowWatch Speed { get; } = new();
}
