namespace Shoal.Core.Trackers;

/// <summary>A swarm in numbers (BEP 48).</summary>
/// <param name="Seeds">Peers that have everything ("complete").</param>
/// <param name="Downloads">Times somebody completed it, ever ("downloaded").</param>
/// <param name="Leechers">Peers that have not ("incomplete").</param>
public readonly record struct ScrapeCounts(int Seeds, int Downloads, int Leechers);
