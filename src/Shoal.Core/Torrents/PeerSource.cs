namespace Shoal.Core.Torrents;

/// <summary>Who told us of an address, the most trusted first: at equal failures these are dialled first.</summary>
public enum PeerSource : byte
{
    /// <summary>The user named it: never forgotten for its failures.</summary>
    User,

    /// <summary>On the same network (BEP 14).</summary>
    LocalDiscovery,

    /// <summary>A resume record: we were connected before.</summary>
    Resume,
    Tracker,
    Dht,

    /// <summary>Another peer said so (BEP 11): the easiest to poison.</summary>
    PeerExchange,

    /// <summary>It dialled us, and said where it listens.</summary>
    Incoming,
}
