namespace Shoal.Engine.Peers;

/// <summary>How many blocks a peer waits for. Both halves of its connection count; the receiving half waits here for room.</summary>
/// <remarks>
/// A peer with the fast extension is refused what is too much (BEP 6). Without it there is no way to say so, and some clients ask for
/// seconds of their rate, far more than anybody's "reqq": they are read no further until half of it was sent, and TCP holds them back.
/// </remarks>
/// <param name="max">Blocks; full from here on.</param>
internal sealed class UploadsOpen(int max)
{
    private int _count;
    private volatile bool _isClosed;
    private TaskCompletionSource? _waiting;

    public int Count => Volatile.Read(ref _count);

    /// <summary>No more should be read; never after <see cref="Close"/>.</summary>
    public bool IsFull => !_isClosed && Count >= max;

    public void Add() => Interlocked.Increment(ref _count);

    /// <summary>Sent, refused, or withdrawn.</summary>
    public void Remove(int blocks)
    {
        if (Interlocked.Add(ref _count, -blocks) <= max / 2) Wake();
    }

    /// <summary>Ends when half of the room is free, or nothing will be sent any more. For one waiter.</summary>
    public Task RoomAsync()
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _waiting, waiter);
        if (_isClosed || Count <= max / 2) Wake();
        return waiter.Task;
    }

    /// <summary>The sending half has ended.</summary>
    public void Close()
    {
        _isClosed = true;
        Wake();
    }

    private void Wake() => Interlocked.Exchange(ref _waiting, null)?.TrySetResult();
}
