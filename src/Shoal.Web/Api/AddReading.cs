using System.Net;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Core.WebSeeds;
using Shoal.Engine.Sessions;
using Shoal.Web.Documents;

namespace Shoal.Web.Api;

/// <summary>What somebody asks to add, judged and put in the engine's words.</summary>
internal static class AddReading
{
    /// <summary>Most peers, trackers, web seeds or patterns in one request.</summary>
    public const int MaxItems = 256;

    /// <summary>Longest of them, in UTF-16 units.</summary>
    public const int MaxItemLength = 2_048;

    /// <summary>False when something makes no sense; the fault says what, in one line.</summary>
    /// <param name="request">As it came.</param>
    /// <param name="directory">Where the files go.</param>
    /// <param name="add">Lacks the torrent itself.</param>
    /// <param name="fault">For people.</param>
    public static bool TryRead(AddRequest request, string directory, out AddTorrent add, out string? fault)
    {
        add = new AddTorrent { Directory = directory };
        if (!TorrentLabels.TryRead(request.Labels ?? [], out var labels, out fault)) return false;
        foreach (var items in new[] { request.Only, request.Peers, request.Trackers, request.WebSeeds })
        {
            if (items is null || (items.Count <= MaxItems && items.All(item => item is { Length: > 0 and <= MaxItemLength }))) continue;
            fault = "That are too many peers, trackers, web seeds or patterns, or one is too long.";
            return false;
        }

        var peers = new List<IPEndPoint>();
        foreach (var text in request.Peers ?? [])
        {
            if (IPEndPoint.TryParse(text, out var peer) && peer.Port > 0) peers.Add(peer);
            else fault = "A peer is an address and port like 192.0.2.7:6881 or [2001:db8::7]:6881.";
        }

        if ((request.WebSeeds ?? []).Any(url => !WebSeedUrl.TryParse(url, out _))) fault = "A web seed is an http or https URL.";
        if ((request.Trackers ?? []).Any(url => !IsTracker(url))) fault = "A tracker is an http, https or udp URL.";
        if (fault is not null) return false;
        var only = request.Only is { Count: > 0 } patterns ? new TorrentFileFilter(patterns, ignoresCase: true) : null;
        add = add with
        {
            Labels = labels,
            Peers = peers,
            Trackers = request.Trackers ?? [],
            Sequential = request.IsSequential,
            StartPaused = request.IsPaused,
            AssumeComplete = request.IsWhole,
            Wants = only is null ? null : file => only.Matches(file),
        };
        return true;
    }

    private static bool IsTracker(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" or "udp" && url.Host.Length > 0;
}
