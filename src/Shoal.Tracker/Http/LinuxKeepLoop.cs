using System.Runtime.CompilerServices;

namespace Shoal.Tracker;

/// <summary>Connections that were answered and may ask again: one thread watches them all (epoll(7)). What it cannot answer itself it hands on.</summary>
internal sealed unsafe class LinuxKeepLoop : IDisposable
{
    private const int EventsMax = 64;
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(200);   // also how long it may not see that it shall stop

    private readonly Lock _gate = new();
    private readonly Kept[] _kept;
    private readonly Stack<int> _free;
    private readonly int _epoll = LinuxEpoll.Open();
    private readonly HttpDesk _desk;
    private readonly Action<int> _others;
    private long _lookedAt;

    /// <param name="desk">Answers.</param>
    /// <param name="others">Takes the descriptors of connections that want something else.</param>
    /// <param name="room">Most connections.</param>
    public LinuxKeepLoop(HttpDesk desk, Action<int> others, int room)
    {
        (_desk, _others) = (desk, others);
        _kept = new Kept[room];
        _free = new Stack<int>(Enumerable.Range(0, room).Reverse());
    }

    /// <summary>By the thread that accepts alone: room that was there a moment ago is there still.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_gate) return _free.Count > 0;
        }
    }

    /// <summary>Keeps a connection; there is room.</summary>
    /// <param name="connection">Its descriptor.</param>
    /// <param name="asker">4 or 16 bytes.</param>
    public void Add(int connection, ReadOnlySpan<byte> asker)
    {
        int place;
        lock (_gate)
        {
            place = _free.Pop();
            ref var kept = ref _kept[place];
            (kept.Descriptor, kept.AddressLength, kept.Since) = (connection, asker.Length, Environment.TickCount64);
            asker.CopyTo(kept.Address);
        }

        if (!LinuxEpoll.Watch(_epoll, connection, place)) Close(place);
    }

    public void Run(CancellationToken stop)
    {
        using var answers = new QuickAnswers(_desk);
        var events = stackalloc byte[EventsMax * LinuxEpoll.EventSize];
        while (!stop.IsCancellationRequested)
        {
            var count = LinuxEpoll.Wait(_epoll, events, EventsMax, LookPeriod);
            var now = Environment.TickCount64;
            for (var i = 0; i < count; i++) Serve(LinuxEpoll.PlaceIn(events, i), answers, now);
            if (now - _lookedAt > LookPeriod.TotalMilliseconds) CloseLate(now);
        }
    }

    /// <summary>Closes what is left; after the thread has ended.</summary>
    public void Dispose()
    {
        for (var place = 0; place < _kept.Length; place++)
        {
            if (_kept[place].AddressLength > 0) Close(place);
        }

        _ = LinuxTcp.Close(_epoll);
    }

    private void Serve(int place, QuickAnswers answers, long now)
    {
        ref var kept = ref _kept[place];
        switch (answers.Answer(kept.Descriptor, ((ReadOnlySpan<byte>)kept.Address)[..kept.AddressLength], mayKeep: true))
        {
            case QuickOutcome.Keep: kept.Since = now; break;
            case QuickOutcome.Close: Close(place); break;
            case QuickOutcome.HandOn:
                var connection = kept.Descriptor;
                LinuxEpoll.Forget(_epoll, connection);
                Free(place);
                _others(connection);
                break;
            default: break;
        }
    }

    // Who is silent for longer than a request may take is parted with (threats row 33).
    private void CloseLate(long now)
    {
        _lookedAt = now;
        lock (_gate)
        {
            for (var place = 0; place < _kept.Length; place++)
            {
                if (_kept[place].AddressLength > 0 && now - _kept[place].Since > _desk.Patience.TotalMilliseconds) Close(place);
            }
        }
    }

    // A closed descriptor is watched no more. Freed first: the number may be another connection's at once.
    private void Close(int place)
    {
        var connection = _kept[place].Descriptor;
        Free(place);
        _ = LinuxTcp.Close(connection);
    }

    private void Free(int place)
    {
        lock (_gate)
        {
            _kept[place].AddressLength = 0;
            _free.Push(place);
        }
    }

    private struct Kept
    {
        public int Descriptor;

        /// <summary>0: nobody is here.</summary>
        public int AddressLength;
        public AddressBytes Address;
        public long Since;
    }

    [InlineArray(16)]
    private struct AddressBytes
    {
        private byte _first;
    }
}
