using Shoal.Core.Pieces;
using Shoal.Core.Torrents;

namespace Shoal.Core.Tests.Simulation;

/// <summary>One end of a connection: what the peer at this end knows of the other, and what it still has to send.</summary>
internal sealed class SimLink(SimPeer owner, SimPeer remote, PeerHandle handle, TimeSpan delay)
{
    private TimeSpan _lastArrival;

    public SimPeer Owner => owner;
    public SimPeer Remote => remote;

    /// <summary>What the owner calls the remote.</summary>
    public PeerHandle Handle => handle;
    public SimLink Other { get; set; } = null!;
    public bool IsOpen { get; set; } = true;

    /// <summary>The owner chokes the remote, as far as it was told to.</summary>
    public bool IsChoking { get; set; } = true;
    public LinkedList<BlockAddress> ToSend { get; } = [];
    public bool IsFast => owner.Options.SupportsFast && remote.Options.SupportsFast;

    /// <summary>Tells the remote something; a connection keeps the order.</summary>
    public void Send(TimeSpan jitter, Action<SimLink> receive) => SendAt(owner.Clock.Now + delay + jitter, receive);

    public void SendAt(TimeSpan arrival, Action<SimLink> receive)
    {
        _lastArrival = arrival > _lastArrival ? arrival : _lastArrival;
        owner.Clock.At(_lastArrival, () =>
        {
            if (Other.IsOpen) receive(Other);
        });
    }

    public TimeSpan Delay => delay;
}
