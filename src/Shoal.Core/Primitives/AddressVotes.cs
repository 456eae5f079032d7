using System.Net;

namespace Shoal.Core.Primitives;

/// <summary>What others say our address is, counted: one voter, one vote, and nobody believed alone against the rest.</summary>
/// <remarks>
/// Trackers (BEP 24), peers (BEP 10 "yourip"), routers and DHT nodes (BEP 42) vote. Only the most recent voters count, so that a new address
/// wins soon after a move; between two majorities the last one stands. Whether a vote may be heard at all (an address that reaches the
/// internet, from a voter that does) is judged before it comes here.
/// </remarks>
public sealed class AddressVotes
{
    /// <summary>Voters remembered of each family voted for; a further one takes the place of whoever spoke longest ago.</summary>
    public const int MaxVoters = 32;

    private readonly Box _v4 = new(), _v6 = new();

    /// <summary>The IPv4 address that most voters named when there last was a majority; null before the first vote.</summary>
    public IPAddress? V4 => _v4.Winner;

    /// <summary>The same for IPv6.</summary>
    public IPAddress? V6 => _v6.Winner;

    /// <summary>How many of the remembered voters of its family name this address.</summary>
    public int Supporters(IPAddress address) => BoxOf(Plain(address)).CountOf(Plain(address));

    /// <summary>Voters remembered that named an address of this one's family.</summary>
    public int Voters(IPAddress address) => BoxOf(Plain(address)).Count;

    /// <summary>Counts a vote; a voter's later vote replaces its earlier one.</summary>
    /// <param name="voter">Who says so, by its own address: one IPv4 address, or one /64 of IPv6, is one voter.</param>
    /// <param name="said">What it says our address is.</param>
    /// <returns>True when the winner is another than before.</returns>
    public bool Vote(IPAddress voter, IPAddress said)
    {
        said = Plain(said);
        return BoxOf(said).Vote(KeyOf(Plain(voter)), said);
    }

    /// <summary>Forgets everything: we moved to another network.</summary>
    public void Clear()
    {
        _v4.Clear();
        _v6.Clear();
    }

    private Box BoxOf(IPAddress address) => LengthOf(address) == 4 ? _v4 : _v6;

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    // A household has a whole /64 of IPv6: it is one voter, or one liar would be a crowd.
    private static UInt128 KeyOf(IPAddress voter)
    {
        Span<byte> bytes = stackalloc byte[16];
        voter.TryWriteBytes(bytes, out var length);
        UInt128 key = (uint)length;
        foreach (var b in bytes[..(length == 4 ? 4 : 8)]) key = (key << 8) | b;
        return key;
    }

    private static int LengthOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return length;
    }

    private sealed class Box
    {
        private readonly List<(UInt128 Voter, IPAddress Said)> _votes = [];

        public IPAddress? Winner { get; private set; }
        public int Count => _votes.Count;

        public int CountOf(IPAddress said)
        {
            var count = 0;
            foreach (var vote in _votes) count += vote.Said.Equals(said) ? 1 : 0;
            return count;
        }

        public bool Vote(UInt128 voter, IPAddress said)
        {
            var before = _votes.FindIndex(vote => vote.Voter == voter);
            if (before >= 0) _votes.RemoveAt(before);
            else if (_votes.Count == MaxVoters) _votes.RemoveAt(0);
            _votes.Add((voter, said));
            return Elect(said);
        }

        public void Clear()
        {
            _votes.Clear();
            Winner = null;
        }

        // A vote can only bring its own address to power.
        private bool Elect(IPAddress said)
        {
            if (said.Equals(Winner) || CountOf(said) * 2 <= _votes.Count) return false;
            Winner = said;
            return true;
        }
    }
}
