namespace Shoal.Core.PeerWire;

/// <summary>The reserved eight bytes of a handshake as one big-endian number (BEP 3). Bits without a name are kept as they came.</summary>
[Flags]
public enum HandshakeFeatures : ulong
{
    None = 0,

    /// <summary>It has a DHT node: byte 7, 0x01 (BEP 5).</summary>
    Dht = 0x01,

    /// <summary>The fast extension: byte 7, 0x04 (BEP 6).</summary>
    Fast = 0x04,

    /// <summary>It can go on as a v2 peer in a hybrid's v1 swarm: byte 7, 0x10 (BEP 52).</summary>
    V2 = 0x10,

    /// <summary>The extension protocol: byte 5, 0x10 (BEP 10).</summary>
    Extensions = 0x10_0000,
}
