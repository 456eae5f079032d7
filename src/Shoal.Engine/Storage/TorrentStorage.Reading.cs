using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Storage;

// Reading and writing ranges of the piece space.
internal sealed partial class TorrentStorage
{
    /// <summary>Parts of one preadv: the 16 blocks of a send, with room for blocks that straddle files.</summary>
    private const int MaxParts = 32;

    public unsafe void Read(ReadOnlySpan<BlockRange> ranges, Memory<byte> destination, int gapBytes)
    {
        if (_state == Closed) throw new IOException("The torrent is closed.");
        _reads.Enter();
        try
        {
            var run = new ReadRun(_folder, stackalloc MemoryPart[MaxParts]);
            fixed (byte* start = destination.Span)
            {
                var to = 0;
                foreach (var range in ranges)
                {
                    to += gapBytes;
                    ArgumentOutOfRangeException.ThrowIfGreaterThan(range.Length, destination.Length - to, nameof(destination));
                    foreach (var part in _layout.Locate(_geometry.OffsetOf(range.Piece) + range.Offset, range.Length))
                    {
                        if (part.IsZeros) new Span<byte>(start + to, part.Length).Clear();
                        else run.Add(part, start + to);
                        to += part.Length;
                    }
                }

                run.Flush();
            }
        }
        catch (DiskException fault)
        {
            Fail(fault);
            throw new IOException(DiskMessages.For(fault, _folder.Root, 0), fault);
        }
        finally
        {
            _reads.Exit();
        }
    }

    /// <summary>For the hasher: part of a spilled piece. False when the disk failed.</summary>
    internal bool TryReadBack(PieceIndex piece, int offset, Memory<byte> destination)
    {
        try
        {
            Read([new BlockRange(piece, offset, destination.Length)], destination, 0);
            return true;
        }
        catch (IOException)
        {
            return false;                            // told already
        }
    }

    /// <summary>False while the files are being moved.</summary>
    private bool TryWriteRange(PieceIndex piece, int offset, ReadOnlySpan<byte> bytes)
    {
        if (!_writes.TryEnter()) return false;
        try
        {
            WriteRuns(piece, offset, bytes);
            return true;
        }
        finally
        {
            _writes.Exit();
        }
    }

    private void WriteRuns(PieceIndex piece, int offset, ReadOnlySpan<byte> bytes)
    {
        foreach (var run in _layout.Locate(_geometry.OffsetOf(piece) + offset, bytes.Length))
        {
            if (!run.IsZeros) _folder.Write(run.File, run.FileOffset, bytes[..run.Length]);
            bytes = bytes[run.Length..];
        }
    }

    /// <summary>Gathers neighbours in one file into one call.</summary>
    private unsafe ref struct ReadRun(TorrentFolder folder, Span<MemoryPart> parts)
    {
        private readonly Span<MemoryPart> _parts = parts;
        private int _count;
        private int _file;
        private long _start;
        private long _end;

        public void Add(FileRun run, byte* to)
        {
            if (_count > 0 && (_file != run.File || _end != run.FileOffset || _count == _parts.Length)) Flush();
            if (_count == 0) (_file, _start) = (run.File, run.FileOffset);
            _parts[_count++] = new MemoryPart(to, (nuint)run.Length);
            _end = run.FileOffset + run.Length;
        }

        public void Flush()
        {
            if (_count == 0) return;
            folder.Read(_file, _start, _parts[.._count]);
            _count = 0;
        }
    }
}
