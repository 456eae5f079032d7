namespace Shoal.Core.Codes;

/// <summary>What is said once a code is proven. R: the receiver says it; S: the sender.</summary>
public enum CodeParcelKind : byte
{
    None = 0,

    /// <summary>R: its public key, name and port (<see cref="JoinParcel"/>).</summary>
    Join = 1,

    /// <summary>S: what is offered (<see cref="CodeManifest"/>).</summary>
    Manifest = 2,

    /// <summary>R: one byte, 1 for yes.</summary>
    Answer = 3,

    /// <summary>S: how far the hashing is (<see cref="ProgressParcel"/>).</summary>
    Preparing = 4,

    /// <summary>S: certificates and the torrent (<see cref="SwarmParcel"/>).</summary>
    Swarm = 5,

    /// <summary>S: where others of the swarm are (<see cref="PeersParcel"/>).</summary>
    Peers = 6,

    /// <summary>R: how far it is (<see cref="ProgressParcel"/>); all bytes mean done.</summary>
    Progress = 7,

    /// <summary>Either: the end, with a <see cref="CodeFarewell"/>.</summary>
    Farewell = 8,

    /// <summary>In a room: a message of it (<see cref="Rooms.RoomMessageKind"/>).</summary>
    Room = 32,
}
