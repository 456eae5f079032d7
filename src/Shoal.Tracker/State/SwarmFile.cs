using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using Shoal.Core.Primitives;
using Shoal.Core.Swarms;

namespace Shoal.Tracker;

/// <summary>The swarms of a tracker in a file, written whole beside the one before and put in its place.</summary>
/*  magic (8) | saved at, Unix ms (8) | generation, ms (8) | id key (16) | swarms ... | 0 (1) | CRC32C of all before (4)      little-endian
    swarm: family, 4 or 6 (1) | hash (20) | downloads (4) | leechers (4) | seeds (4) | peers: compact form (6 or 18), age in generations (1)  */
internal static class SwarmFile
{
    public const string Name = "swarms";
    private static ReadOnlySpan<byte> Magic => "SHOALSW1"u8;
    private const int HeadSize = 40;
    private const int SwarmSize = 33;
    private const int MaxPeersPerSwarm = 10_000_000;
    private const int BufferBytes = 1 << 20;

    /// <exception cref="IOException">It cannot be written; what was there is still there.</exception>
    public static void Write(string path, SwarmShards swarms, SwarmFileHead head, bool withPeers)
    {
        var fresh = path + ".new";
        using (var file = new FileStream(fresh, Options(FileMode.Create, FileAccess.Write)))
        {
            using var writer = new Writer(file, withPeers);
            Span<byte> start = stackalloc byte[HeadSize];
            Magic.CopyTo(start);
            BinaryPrimitives.WriteInt64LittleEndian(start[8..], head.SavedAt.ToUnixTimeMilliseconds());
            BinaryPrimitives.WriteInt64LittleEndian(start[16..], (long)head.Generation.TotalMilliseconds);
            BinaryPrimitives.WriteUInt64LittleEndian(start[24..], head.IdKey0);
            BinaryPrimitives.WriteUInt64LittleEndian(start[32..], head.IdKey1);
            writer.Append(start);
            swarms.Visit(writer);
            writer.End();
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>Reads the head; null when there is no file.</summary>
    /// <exception cref="InvalidDataException">The file is not what was written.</exception>
    public static SwarmFileHead? Check(string path)
    {
        if (!File.Exists(path)) return null;
        using var file = new FileStream(path, Options(FileMode.Open, FileAccess.Read));
        return Check(file);
    }

    /// <summary>Reads the head of a file that stands at its start.</summary>
    /// <exception cref="InvalidDataException">The file is not what was written.</exception>
    public static SwarmFileHead Check(Stream file)
    {
        var head = new byte[HeadSize];
        if (file.Length < HeadSize + 5 || file.ReadAtLeast(head, HeadSize, throwOnEndOfStream: false) < HeadSize || !head.AsSpan(0, 8).SequenceEqual(Magic)) throw new InvalidDataException("it is no swarm file");
        var crc = Crc(0, head);
        var buffer = new byte[BufferBytes];
        for (var left = file.Length - HeadSize - sizeof(uint); left > 0;)
        {
            var read = file.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0) throw new InvalidDataException("it ends early");
            crc = Crc(crc, buffer.AsSpan(0, read));
            left -= read;
        }

        if (file.ReadAtLeast(buffer.AsSpan(0, sizeof(uint)), sizeof(uint), throwOnEndOfStream: false) < sizeof(uint) || BinaryPrimitives.ReadUInt32LittleEndian(buffer) != crc) throw new InvalidDataException("its checksum is wrong");
        return new SwarmFileHead(
            DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(8)), 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())),
            TimeSpan.FromMilliseconds(Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(16)), 1, 86_400_000)),
            BinaryPrimitives.ReadUInt64LittleEndian(head.AsSpan(24)), BinaryPrimitives.ReadUInt64LittleEndian(head.AsSpan(32)));
    }

    /// <summary>Puts what a checked file holds into the swarms.</summary>
    /// <param name="path">The file.</param>
    /// <param name="swarms">Where it goes.</param>
    /// <param name="ageOf">Turns an age of the file into one of now; above eight it is not taken.</param>
    /// <param name="now">Monotonic time.</param>
    /// <exception cref="InvalidDataException">A count makes no sense.</exception>
    public static void Read(string path, SwarmShards swarms, Func<int, int> ageOf, TimeSpan now)
    {
        using var file = new FileStream(path, Options(FileMode.Open, FileAccess.Read));
        Read(file, swarms, ageOf, now);
    }

    /// <summary>The same for a file that is open.</summary>
    /// <exception cref="InvalidDataException">A count makes no sense.</exception>
    public static void Read(Stream file, SwarmShards swarms, Func<int, int> ageOf, TimeSpan now)
    {
        file.Position = HeadSize;
        var head = new byte[SwarmSize];
        var peer = new byte[SwarmPeerV6.CompactSize + 1];
        for (var family = file.ReadByte(); family is 4 or 6; family = file.ReadByte())
        {
            if (file.ReadAtLeast(head.AsSpan(1), SwarmSize - 1, throwOnEndOfStream: false) < SwarmSize - 1) throw new InvalidDataException("it ends early");
            var hash = new InfoHash(head.AsSpan(1, InfoHash.Size));
            var size = family == 4 ? SwarmPeerV4.CompactSize : SwarmPeerV6.CompactSize;
            var leechers = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(25));
            var seeds = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(29));
            if (leechers is < 0 or > MaxPeersPerSwarm || seeds is < 0 or > MaxPeersPerSwarm) throw new InvalidDataException("a count makes no sense");
            swarms.RestoreDownloads(hash, family == 4, BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(21)), now);
            for (var i = 0; i < leechers + seeds; i++)
            {
                if (file.ReadAtLeast(peer.AsSpan(0, size + 1), size + 1, throwOnEndOfStream: false) < size + 1) throw new InvalidDataException("it ends early");
                var port = BinaryPrimitives.ReadUInt16BigEndian(peer.AsSpan(size - 2));
                swarms.Restore(hash, peer.AsSpan(0, size - 2), port, i >= leechers, ageOf(peer[size]), now);
            }
        }
    }

    // Addresses of people and the key of connection ids: nobody else's business.
    private static FileStreamOptions Options(FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, BufferSize = BufferBytes };
        if (!OperatingSystem.IsWindows() && mode == FileMode.Create) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    /// <summary>CRC32C, as the end of the file has it of all before.</summary>
    public static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return crc;
    }

    // Copies under the lock of a shard, writes after it.
    private sealed class Writer(FileStream file, bool withPeers) : ISwarmVisitor, IDisposable
    {
        private readonly ArrayBufferWriter<byte> _buffer = new(BufferBytes);
        private uint _crc;

        public void Append(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);

        public void Visit<TPeer>(SwarmBook<TPeer> book, in SwarmView<TPeer> swarm)
            where TPeer : unmanaged, ISwarmPeer<TPeer>
        {
            var (seeds, downloads, leechers) = withPeers ? swarm.Counts : swarm.Counts with { Seeds = 0, Leechers = 0 };
            if (seeds + leechers + downloads == 0) return;
            var size = SwarmSize + ((seeds + leechers) * (TPeer.CompactSize + 1));
            var bytes = _buffer.GetSpan(size)[..size];
            bytes[0] = (byte)(TPeer.CompactSize == SwarmPeerV4.CompactSize ? 4 : 6);
            swarm.Hash.CopyTo(bytes[1..]);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[21..], downloads);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[25..], leechers);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[29..], seeds);
            bytes = bytes[SwarmSize..];
            for (var i = 0; i < seeds + leechers; i++)
            {
                TPeer.WriteCompact(swarm.Peers.Slice(i, 1), bytes);
                bytes[TPeer.CompactSize] = (byte)Math.Min(book.AgeOf(swarm.Peers[i]), byte.MaxValue);
                bytes = bytes[(TPeer.CompactSize + 1)..];
            }

            _buffer.Advance(size);
        }

        public void EndShard() => Flush();

        public void End()
        {
            Append([0]);
            Flush();
            Span<byte> crc = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32LittleEndian(crc, _crc);
            file.Write(crc);
        }

        public void Dispose() => _buffer.Clear();

        private void Flush()
        {
            _crc = Crc(_crc, _buffer.WrittenSpan);
            file.Write(_buffer.WrittenSpan);
            _buffer.ResetWrittenCount();
        }
    }
}
