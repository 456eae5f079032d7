using Shoal.Core.Primitives;

namespace Shoal.Engine.Peers;

/// <summary>Whatever in an engine takes connections under an info-hash: a torrent, the meeting place of a code.</summary>
internal interface ISwarmDoor
{
    InfoHashes InfoHashes { get; }

    /// <summary>Connections are welcome now.</summary>
    bool IsOpen { get; }

    /// <summary>Connections come inside this TLS, and in no other way; null for plain ones.</summary>
    SwarmTls? Tls { get; }

    /// <summary>Takes a connection over, its handshake done; waits for room, if it must.</summary>
    ValueTask EnterAsync(PeerLink link);
}
