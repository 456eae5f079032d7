using Shoal.Core.Torrents;

namespace Shoal.Engine.Torrents;

/// <summary>What a torrent's inbox holds: an input for its rules, or a turn of its owner. Exactly one is set.</summary>
internal readonly record struct TorrentMessage(TorrentInput Input, Action? Turn)
{
    public static implicit operator TorrentMessage(TorrentInput input) => new(input, null);
    public static TorrentMessage Do(Action turn) => new(default, turn);
}
