using System.Net;
using Shoal.Core.Primitives;

namespace Shoal.Tracker;

/// <summary>Who may do what, read from the files that the options name. Immutable: a change is a new one.</summary>
internal sealed class TrackerRules
{
    public static readonly TrackerRules Open = new();

    /// <summary>Only these, or all but these, as <see cref="IsAllowList"/> says; null tracks everything.</summary>
    public HashSet<InfoHash>? Hashes { get; init; }
    public bool IsAllowList { get; init; }

    /// <summary>Null: the tracker is open to all.</summary>
    public Passkeys? Passkeys { get; init; }

    /// <summary>As the operator's file has them.</summary>
    public IReadOnlyList<IPNetwork> BannedNetworks { get; init; } = [];

    /// <summary>The same, to be asked.</summary>
    public AddressSet Banned { get; init; } = AddressSet.Empty;

    /// <summary>Who may speak for others.</summary>
    public AddressSet Proxies { get; init; } = AddressSet.Empty;

    public bool Tracks(in InfoHash hash) => Hashes is null || Hashes.Contains(hash) == IsAllowList;
}
