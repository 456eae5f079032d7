namespace Shoal.Core.Trackers;

/// <summary>What a UDP tracker message is (BEP 15).</summary>
public enum UdpAction
{
    Connect = 0,
    Announce = 1,
    Scrape = 2,

    /// <summary>Only from the tracker: the rest of the message is text.</summary>
    Error = 3,
}
