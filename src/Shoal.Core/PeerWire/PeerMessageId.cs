namespace Shoal.Core.PeerWire;

/// <summary>The byte after the length prefix (BEP 3; 13 to 17 are BEP 6; 20 is BEP 10; 21 to 23 are BEP 52).</summary>
public enum PeerMessageId : byte
{
    Choke = 0, Unchoke = 1, Interested = 2, NotInterested = 3,
    Have = 4, Bitfield = 5, Request = 6, Piece = 7, Cancel = 8, Port = 9,
    Suggest = 13, HaveAll = 14, HaveNone = 15, Reject = 16, AllowedFast = 17,
    Extended = 20,
    HashRequest = 21, Hashes = 22, HashReject = 23,
}
