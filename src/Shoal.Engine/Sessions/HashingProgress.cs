namespace Shoal.Engine.Sessions;

/// <summary>How far a check or the making of a torrent is.</summary>
/// <param name="DoneBytes">Bytes hashed.</param>
/// <param name="TotalBytes">Bytes to hash in all.</param>
public readonly record struct HashingProgress(long DoneBytes, long TotalBytes);
