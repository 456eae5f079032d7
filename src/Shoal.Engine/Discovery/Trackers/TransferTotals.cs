namespace Shoal.Engine.Discovery.Trackers;

/// <summary>What an announce says of the transfer (BEP 3), in bytes.</summary>
/// <param name="Uploaded">Payload sent since "started".</param>
/// <param name="Downloaded">Payload received since "started".</param>
/// <param name="Left">Still missing of the whole torrent; 0 makes us a seed. Unknown (a magnet without metadata): any number above 0.</param>
internal readonly record struct TransferTotals(long Uploaded, long Downloaded, long Left);
