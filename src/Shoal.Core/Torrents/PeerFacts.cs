namespace Shoal.Core.Torrents;

/// <summary>A peer as the torrent's rules see it at one moment.</summary>
/// <param name="PiecesHad">Pieces it has.</param>
/// <param name="IsSeed">It has all.</param>
/// <param name="IsUploadOnly">It downloads nothing more (BEP 21).</param>
/// <param name="AmInterested">It has something we want.</param>
/// <param name="AmChoking">It may not download from us.</param>
/// <param name="IsInterested">It wants something of us.</param>
/// <param name="IsChoking">We may not download from it.</param>
/// <param name="IsSnubbed">It left requests unanswered for the whole timeout.</param>
/// <param name="OpenRequests">Blocks it was asked for.</param>
/// <param name="DownloadRate">Payload bytes a second from it.</param>
/// <param name="UploadRate">Payload bytes a second to it.</param>
/// <param name="DownloadedBytes">Payload from it.</param>
/// <param name="UploadedBytes">Payload to it.</param>
public readonly record struct PeerFacts(
    int PiecesHad, bool IsSeed, bool IsUploadOnly, bool AmInterested, bool AmChoking, bool IsInterested, bool IsChoking, bool IsSnubbed,
    int OpenRequests, double DownloadRate, double UploadRate, long DownloadedBytes, long UploadedBytes);
