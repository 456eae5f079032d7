using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Shoal.Core.Primitives;

namespace Shoal.Engine.Network;

/// <summary>Our address as the internet sees it, by the vote of those who saw us. Any thread.</summary>
internal sealed class ExternalAddress
{
    private readonly Lock _gate = new();
    private readonly AddressVotes _votes = new();

    /// <summary>Counts what somebody says our address is, if both reach the internet: a neighbour sees only our local address.</summary>
    public void Vote(IPAddress voter, IPAddress said)
    {
        if (AddressPolicy.ScopeOf(voter) == AddressScope.Global) VoteOfRouter(voter, said);
    }

    /// <summary>The same for a router of ours, which stands on our side of its address.</summary>
    public void VoteOfRouter(IPAddress router, IPAddress said)
    {
        if (AddressPolicy.ScopeOf(said) != AddressScope.Global) return;
        lock (_gate) _votes.Vote(router, said);
    }

    /// <summary>What most say; null while nobody said anything.</summary>
    public IPAddress? Of(AddressFamily family)
    {
        lock (_gate) return family == AddressFamily.InterNetwork ? _votes.V4 : _votes.V6;
    }

    /// <summary>The same, when at least so many of those who spoke last agree on it.</summary>
    public bool TryGet(AddressFamily family, int voicesNeeded, [NotNullWhen(true)] out IPAddress? address)
    {
        lock (_gate)
        {
            address = family == AddressFamily.InterNetwork ? _votes.V4 : _votes.V6;
            return address is not null && _votes.Supporters(address) >= voicesNeeded;
        }
    }

    /// <summary>We moved to another network: what was said before is of no use.</summary>
    public void Forget()
    {
        lock (_gate) _votes.Clear();
    }
}
