using System.Globalization;
using System.Net;

namespace Shoal.TrackerLoad;

/// <summary>What to ask for: <c>name=value</c> words of the command line.</summary>
internal sealed record LoadOptions
{
    public IPEndPoint Tracker { get; init; } = new(IPAddress.Loopback, 6969);

    /// <summary>connect, announce, scrape, mix; fill: every peer of every torrent announces once; drain: see <see cref="TrackerLoad.Drain"/>.</summary>
    public string Kind { get; init; } = "announce";

    public int Torrents { get; init; } = 10_000;
    public int PeersPerTorrent { get; init; } = 100;
    public int NumWant { get; init; } = 30;

    /// <summary>Hashes a scrape.</summary>
    public int Hashes { get; init; } = 1;

    /// <summary>Exponent: 0 asks for all torrents alike, 1 as the world does.</summary>
    public double Zipf { get; init; }

    public double Seconds { get; init; } = 2;

    /// <summary>Requests on their way at once; of drain, in one go.</summary>
    public int Window { get; init; } = 128;

    /// <summary>Of which each has its own port, so that a tracker of several sockets uses them all.</summary>
    public int Sockets { get; init; } = 1;

    /// <summary>Whose processor time is counted; 0 for nobody's.</summary>
    public int Server { get; init; }

    public static LoadOptions Parse(IEnumerable<string> words)
    {
        var options = new LoadOptions();
        foreach (var word in words)
        {
            var (name, value) = word.Split('=', 2) is [var n, var v] ? (n, v) : throw new FormatException($"'{word}' is not name=value");
            options = name switch
            {
                "tracker" => options with { Tracker = IPEndPoint.Parse(value) },
                "kind" => options with { Kind = value },
                "torrents" => options with { Torrents = Number(value) },
                "peers" => options with { PeersPerTorrent = Number(value) },
                "numwant" => options with { NumWant = Number(value) },
                "hashes" => options with { Hashes = Number(value) },
                "zipf" => options with { Zipf = double.Parse(value, CultureInfo.InvariantCulture) },
                "seconds" => options with { Seconds = double.Parse(value, CultureInfo.InvariantCulture) },
                "window" => options with { Window = Number(value) },
                "sockets" => options with { Sockets = Number(value) },
                "server" => options with { Server = Number(value) },
                _ => throw new FormatException($"there is no '{name}'"),
            };
        }

        return options;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
