using System.Net;
using Shoal.Core.LocalDiscovery;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Discovery.Local;

/// <summary>One name being announced and listened for on the local network; ends when it is disposed.</summary>
internal sealed class LocalWatch(
    LocalDiscovery owner, InfoHash name, int port, AnnounceTimetable timetable, Action<IReadOnlyList<IPEndPoint>> onPeers) : IPeerSearch
{
    private volatile bool _isDisposed;

    public InfoHash Name => name;

    /// <summary>What is announced; 0: nothing, only listening.</summary>
    public int Port => port;

    /// <summary>Under the owner's lock.</summary>
    public AnnounceTimetable Timetable => timetable;

    public void Tell(IPEndPoint peer)
    {
        if (!_isDisposed) onPeers([peer]);
    }

    public void AskNow() => owner.AskNow(this);

    public void Dispose()
    {
        _isDisposed = true;
        owner.Remove(this);
    }
}
