using Shoal.Core.Dht;

namespace Shoal.Engine.Network;

/// <summary>Takes the datagrams of one protocol off a shared socket.</summary>
internal interface IDatagramTaker
{
    /// <summary>A datagram came. Called by the socket's one loop: must be short, and not throw.</summary>
    /// <param name="socket">Where an answer goes out.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="datagram">Valid during the call only.</param>
    void Take(DatagramSocket socket, NodeAddress from, ReadOnlySpan<byte> datagram);
}
