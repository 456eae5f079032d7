namespace Shoal.Web.Events;

/// <summary>The last events, so that a reader who fell behind or came back goes on where it was. Pure; its owner holds a lock.</summary>
internal sealed class EventHistory
{
    /// <summary>Most events kept: two minutes of one a second.</summary>
    public const int MaxFrames = 128;

    /// <summary>Most bytes kept; a reader further behind gets a snapshot, which is smaller.</summary>
    public const int MaxBytes = 4 << 20;

    private readonly Queue<EventFrame> _frames = new();
    private long _bytes;

    /// <summary>The last event's number; 0 before the first.</summary>
    public long Last { get; private set; }

    public long Next => Last + 1;

    /// <exception cref="ArgumentException">It is not the next one.</exception>
    public void Add(EventFrame frame)
    {
        if (frame.Sequence != Next) throw new ArgumentException("Events are kept in order, without gaps.", nameof(frame));
        Last = frame.Sequence;
        _frames.Enqueue(frame);
        _bytes += frame.Bytes.Length;
        while (_frames.Count > MaxFrames || (_bytes > MaxBytes && _frames.Count > 0)) _bytes -= _frames.Dequeue().Bytes.Length;
    }

    /// <summary>All events after <paramref name="sequence"/>; false when some of them are gone, or it never was.</summary>
    public bool TryGetAfter(long sequence, List<EventFrame> frames)
    {
        if (sequence > Last || sequence < Last - _frames.Count) return false;
        foreach (var frame in _frames)
            if (frame.Sequence > sequence) frames.Add(frame);
        return true;
    }
}
