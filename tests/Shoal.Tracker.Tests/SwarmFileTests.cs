using System.Buffers.Binary;
using Shoal.Core.Primitives;
using Shoal.Core.Swarms;
using Shoal.Core.Trackers;

namespace Shoal.Tracker.Tests;

public sealed class SwarmFileTests : IDisposable
{
    private const int HeadBytes = 40;
    private static readonly TimeSpan Now = TimeSpan.FromHours(1);
    private static readonly SwarmFileHead Head = new(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123), TimeSpan.FromSeconds(337), 7, 9);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shoal-swarms-");
    private string FilePath => Path.Combine(_folder.FullName, SwarmFile.Name);

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_was_written_reads_back(int seed)
    {
        var random = new Random(seed);
        var before = new SwarmShards(new SwarmLimits());
        var hashes = Enumerable.Range(0, random.Next(60)).Select(_ => Bytes(random, 20)).Select(b => new InfoHash(b)).ToArray();
        foreach (var hash in hashes)
        {
            for (var i = 0; i < random.Next(1, 90); i++)
            {
                var what = random.Next(4) == 0 ? AnnounceEvent.Completed : AnnounceEvent.None;
                before.Announce(new SwarmAnnounce(hash, what, random.Next(2) == 0, 0), Bytes(random, random.Next(2) == 0 ? 4 : 16), random.Next(1, 65_536), Now, (ulong)i, []);
            }
        }

        SwarmFile.Write(FilePath, before, Head, withPeers: true);
        var after = new SwarmShards(new SwarmLimits());
        Assert.Equal(Head, SwarmFile.Check(FilePath));
        SwarmFile.Read(FilePath, after, age => age, Now);

        Assert.Equal(before.Count(), after.Count());
        foreach (var hash in hashes)
        {
            foreach (var isV4 in new[] { true, false }) Assert.True(before.Scrape(hash, isV4, Now) == after.Scrape(hash, isV4, Now), $"seed {seed} {hash}");
        }

        Assert.False(System.IO.File.Exists(FilePath + ".new"));
    }

    [Fact]
    public void A_swarm_is_as_its_layout_says()
    {
        var peers = Swarm(family: 4, downloads: 5, leechers: 1, seeds: 1, [10, 0, 0, 1, 0x1A, 0xE1, 0, 10, 0, 0, 2, 0, 80, 3]);
        var swarms = new SwarmShards(new SwarmLimits());

        Read(File(peers), swarms);

        Assert.Equal(new ScrapeCounts(1, 5, 1), swarms.Scrape(new InfoHash(new byte[20]), isV4: true, Now));
        Assert.Equal(default, swarms.Scrape(new InfoHash(new byte[20]), isV4: false, Now));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(int.MaxValue, 0)]
    [InlineData(0, 10_000_001)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(2, 0)]   // more than are there
    public void A_count_that_makes_no_sense_is_refused_before_memory_is_taken(int leechers, int seeds) =>
        Assert.Throws<InvalidDataException>(() => Read(File(Swarm(4, 0, leechers, seeds, new byte[7])), new SwarmShards(new SwarmLimits())));

    [Fact]
    public void A_forged_file_fills_no_more_than_the_bounds_of_memory()
    {
        var random = new Random(3);
        var swarms = new SwarmShards(new SwarmLimits { MaxPeers = 512, MaxSwarms = 256 });
        var many = Enumerable.Range(0, 5_000).SelectMany(_ => Swarm(6, 1, 1, 0, [.. Bytes(random, 16), 1, 1, 0], Bytes(random, 20)));

        Read(File([.. many]), swarms);

        Assert.InRange(swarms.Count().Peers, 1, 512 * 2);
    }

    [Fact]
    public void Cut_anywhere_and_of_every_length_it_is_refused_even_with_a_good_checksum()
    {
        var whole = File([.. Swarm(4, 5, 1, 1, new byte[14]), .. Swarm(6, 5, 0, 2, new byte[38])]);
        var swarms = new SwarmShards(new SwarmLimits());
        for (var cut = 0; cut < whole.Length; cut++)
        {
            using var raw = new MemoryStream(whole[..cut]);
            Assert.Throws<InvalidDataException>(() => SwarmFile.Check(raw));
            TryRead(Sealed(whole[..cut]), swarms);
        }

        var random = new Random(11);
        for (var length = 0; length <= 256; length++)
        {
            for (var round = 0; round < 20; round++) TryRead(Sealed([.. whole[..8], .. Bytes(random, length)]), swarms);
        }
    }

    private static void TryRead(byte[] file, SwarmShards swarms)
    {
        try
        {
            Read(file, swarms);
        }
        catch (InvalidDataException)
        {
            // That is what it says of bytes it does not know.
        }
    }

    private static void Read(byte[] bytes, SwarmShards swarms)
    {
        using var file = new MemoryStream(bytes);
        SwarmFile.Check(file);
        SwarmFile.Read(file, swarms, age => age, Now);
    }

    private static byte[] Swarm(byte family, int downloads, int leechers, int seeds, byte[] peers, byte[]? hash = null)
    {
        byte[] swarm = [family, .. hash ?? new byte[20], .. new byte[12], .. peers];
        BinaryPrimitives.WriteInt32LittleEndian(swarm.AsSpan(21), downloads);
        BinaryPrimitives.WriteInt32LittleEndian(swarm.AsSpan(25), leechers);
        BinaryPrimitives.WriteInt32LittleEndian(swarm.AsSpan(29), seeds);
        return swarm;
    }

    private static byte[] File(byte[] swarms) => Sealed([.. "SHOALSW1"u8, .. new byte[HeadBytes - 8], .. swarms, 0, .. new byte[4]]);

    private static byte[] Sealed(byte[] file)
    {
        if (file.Length >= 4) BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(file.Length - 4), SwarmFile.Crc(0, file.AsSpan(0, file.Length - 4)));
        return file;
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
