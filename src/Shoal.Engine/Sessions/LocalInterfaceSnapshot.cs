using System.Net;

namespace Shoal.Engine.Sessions;

/// <summary>One interface, by one address family, as local discovery uses it.</summary>
public sealed record LocalInterfaceSnapshot
{
    /// <summary>Its name in the system, such as eth0.</summary>
    public required string Name { get; init; }

    /// <summary>Our address there.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>The multicast group that was joined.</summary>
    public required IPEndPoint Group { get; init; }

    /// <summary>Why it could not be joined, or what the last datagram met with; null while all is well.</summary>
    public string? Problem { get; init; }

    public long PacketsSent { get; init; }

    /// <summary>Datagrams that came in, our own included: with one announce sent and none received, multicast is blocked.</summary>
    public long PacketsReceived { get; init; }
}
