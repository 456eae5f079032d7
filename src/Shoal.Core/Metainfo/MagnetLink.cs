using System.Diagnostics.CodeAnalysis;
using System.Text;
using Shoal.Core.Primitives;

namespace Shoal.Core.Metainfo;

/// <summary>A torrent by its name alone: the rest comes from peers (BEP 9, BEP 53 for "so", BEP 52 for "btmh").</summary>
public sealed record MagnetLink
{
    /// <summary>Longest link read, in characters.</summary>
    public const int MaxLength = 64 * 1024;

    private const string Scheme = "magnet:?";

    public required InfoHashes InfoHashes { get; init; }

    /// <summary>What the sender called it ("dn"): shown until the real name is known. Any characters: escape it where it is
    /// printed.</summary>
    public string? Name { get; init; }

    /// <summary>Tracker URLs ("tr"), each a tier of its own.</summary>
    public IReadOnlyList<string> Trackers { get; init; } = [];

    /// <summary>URLs that serve the files ("ws", BEP 19).</summary>
    public IReadOnlyList<string> WebSeeds { get; init; } = [];

    /// <summary>Peers to try first ("x.pe").</summary>
    public IReadOnlyList<HostPort> Peers { get; init; } = [];

    /// <summary>DHT nodes to start from ("dht").</summary>
    public IReadOnlyList<HostPort> Nodes { get; init; } = [];

    /// <summary>The only files to get ("so"), in rising order and apart; null means all.</summary>
    public IReadOnlyList<FileRange>? SelectedFiles { get; init; }

    /// <summary>Reads a link; white space around it is cut off.</summary>
    /// <param name="error">One line for people; empty when the link is good.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out MagnetLink? link, out string error) =>
        new MagnetReader().TryRead(text.AsSpan().Trim(), out link, out error);

    /// <summary>True for what should be read as a link rather than as the name of a file.</summary>
    public static bool LooksLikeOne(string text) => text.AsSpan().TrimStart().StartsWith("magnet:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The link of a torrent that is known: its names, trackers and web seeds.</summary>
    public static MagnetLink Of(TorrentMetainfo metainfo) => new()
    {
        InfoHashes = metainfo.InfoHashes,
        Name = metainfo.Name,
        Trackers = [.. metainfo.Trackers.SelectMany(tier => tier)],
        WebSeeds = metainfo.WebSeeds,
    };

    /// <summary>The file is to be got, as far as the link says.</summary>
    public bool Selects(int fileIndex) => SelectedFiles is null || SelectedFiles.Any(range => range.Contains(fileIndex));

    /// <summary>The link, which reads back as the same.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Scheme);
        if (InfoHashes.V1 is { } v1) text.Append("xt=urn:btih:").Append(v1.ToString()).Append('&');
        if (InfoHashes.V2 is { } v2) text.Append("xt=urn:btmh:1220").Append(v2.ToString()).Append('&');
        if (Name is not null) text.Append("dn=").Append(Uri.EscapeDataString(Name)).Append('&');
        foreach (var tracker in Trackers) text.Append("tr=").Append(Uri.EscapeDataString(tracker)).Append('&');
        foreach (var seed in WebSeeds) text.Append("ws=").Append(Uri.EscapeDataString(seed)).Append('&');
        foreach (var peer in Peers) text.Append("x.pe=").Append(peer.ToString()).Append('&');
        foreach (var node in Nodes) text.Append("dht=").Append(node.ToString()).Append('&');
        if (SelectedFiles is not null) text.Append("so=").AppendJoin(',', SelectedFiles).Append('&');
        text.Length--;
        return text.ToString();
    }

    public bool Equals(MagnetLink? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => InfoHashes.GetHashCode();
}
