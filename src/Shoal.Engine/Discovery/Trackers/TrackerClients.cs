using Microsoft.Extensions.Logging;
using Shoal.Engine.Network;

namespace Shoal.Engine.Discovery.Trackers;

/// <summary>What all torrents of an engine share to talk to trackers: sockets, HTTP, connection ids, one scheduler.</summary>
internal sealed class TrackerClients(SocketFactory sockets, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    public SocketFactory Sockets { get; } = sockets;
    public TimeProvider Time { get; } = time;
    public ILogger Logger { get; } = logger;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
