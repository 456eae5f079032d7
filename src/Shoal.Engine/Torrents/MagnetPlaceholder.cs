using Shoal.Core.Primitives;
namespace Shoal.Engine.Torrents;
internal sealed class MagnetLink { public InfoHashes InfoHashes; public string? Name; public string[] Trackers = []; public string[] Peers = []; public string[] WebSeeds = []; public static bool TryParse(string s, out MagnetLink m, out string e) { m = null!; e = ""; return false; } }
