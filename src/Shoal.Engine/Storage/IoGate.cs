namespace Shoal.Engine.Storage;

/// <summary>Lets file calls through side by side, until somebody who moves the files closes it.</summary>
internal sealed class IoGate
{
    private readonly object _lock = new();
    private int _inside;
    private bool _closed;

    public bool IsOpen
    {
        get
        {
            lock (_lock) return !_closed;
        }
    }

    /// <summary>Waits while the gate is closed.</summary>
    public void Enter()
    {
        lock (_lock)
        {
            while (_closed) Monitor.Wait(_lock);
            _inside++;
        }
    }

    /// <summary>False when the gate is closed.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_closed) return false;
            _inside++;
            return true;
        }
    }

    public void Exit()
    {
        lock (_lock)
        {
            if (--_inside == 0 && _closed) Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Returns when everybody has left and nobody gets in.</summary>
    public void Close()
    {
        lock (_lock)
        {
            while (_closed) Monitor.Wait(_lock);
            _closed = true;
            while (_inside > 0) Monitor.Wait(_lock);
        }
    }

    public void Open()
    {
        lock (_lock)
        {
            _closed = false;
            Monitor.PulseAll(_lock);
        }
    }
}
