using System.Net;
using Shoal.Core.Pieces;
using Shoal.Core.Primitives;
using Shoal.Core.Queueing;
using Shoal.Engine.State;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Tests.State;

/// <summary>Resume records to test with, and a folder that is gone afterwards.</summary>
internal static class Records
{
    public static InfoHash Hash(int number)
    {
        var bytes = new byte[InfoHash.Size];
        BitConverter.TryWriteBytes(bytes.AsSpan(16), number);
        return new InfoHash(bytes);
    }

    public static ResumeRecord Small(int number, long downloaded = 0) => new()
    {
        InfoHashes = new InfoHashes(Hash(number), null), Directory = "/data", DownloadedBytes = downloaded,
    };

    public static ResumeRecord Rich(int number)
    {
        var pieces = new PieceSet(100);
        var geometry = new TorrentGeometry(100 * 1000, 1000);
        for (var i = 0; i < 100; i += 3) pieces.Add(geometry.Piece(i));
        return new ResumeRecord
        {
            InfoHashes = new InfoHashes(Hash(number), new Sha256Hash(new byte[32])), Name = "Žluťoučký 馬", Directory = "/data/ü",
            Magnet = "magnet:?xt=urn:btih:" + Hash(number), Pieces = pieces,
            Files = [new FileStamp(5, 77), FileStamp.Missing, new FileStamp(0, long.MaxValue)], Wanted = [true, false, true],
            DownloadedBytes = 1, UploadedBytes = long.MaxValue, DownloadLimit = 3, UploadLimit = 4, IsPaused = true, IsFinal = true, IsSequential = true,
            Trackers = ["http://tracker.example/announce", "udp://tracker.example:1"],
            Peers = [new IPEndPoint(IPAddress.Parse("192.0.2.1"), 1), new IPEndPoint(IPAddress.Parse("2001:db8::1"), 65535)],
            AddedAt = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000),
            QueueKey = -7, IsForced = true, Labels = ["films", "näher"],
            Goals = new SeedingGoals { Ratio = 1.5, SeedingTime = -TimeSpan.FromSeconds(1), IdleTime = TimeSpan.FromHours(3) },
            SeedingTime = TimeSpan.FromDays(400), IdleTime = TimeSpan.FromSeconds(1),
        };
    }

    public static void AssertSame(ResumeRecord expected, ResumeRecord actual)
    {
        Assert.Equal(expected.Files, actual.Files);
        Assert.Equal(expected.Wanted, actual.Wanted);
        Assert.Equal(expected.Trackers, actual.Trackers);
        Assert.Equal(expected.Peers, actual.Peers);
        Assert.Equal(expected.Labels, actual.Labels);
        Assert.Equal(expected.Pieces?.PieceCount, actual.Pieces?.PieceCount);
        Assert.Equal(expected.Pieces?.Bytes.ToArray(), actual.Pieces?.Bytes.ToArray());
        Assert.Equal(
            expected with { Files = [], Wanted = [], Trackers = [], Peers = [], Labels = [], Pieces = null },
            actual with { Files = [], Wanted = [], Trackers = [], Peers = [], Labels = [], Pieces = null });
    }
}
