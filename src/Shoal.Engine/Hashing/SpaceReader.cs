using Microsoft.Win32.SafeHandles;
using Shoal.Core.Metainfo;
using Shoal.Engine.Platform;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Hashing;

/// <summary>Reads stretches of the piece space from files that stay open while they are near. One a thread.</summary>
internal sealed unsafe class SpaceReader(FileLayout layout, ISpaceFiles source, IFileSystem files) : IDisposable
{
    /// <summary>A reader is at up to sixteen places at once, each with a file it came from and one it goes to.</summary>
    private const int MaxOpen = 32;

    private readonly int[] _open = [.. Enumerable.Repeat(-1, MaxOpen)];
    private readonly SafeFileHandle?[] _handles = new SafeFileHandle?[MaxOpen];
    private readonly FolderCursor _folder = new(files);
    private int _hand;

    /// <summary>Fills the memory; false when a file is missing or ends too early. Bytes of no file are zeros.</summary>
    public bool TryRead(long offset, byte* destination, int length)
    {
        var runs = layout.Locate(offset, length);
        while (runs.MoveNext())
        {
            var run = runs.Current;
            if (run.IsZeros) new Span<byte>(destination, run.Length).Clear();
            else if (!TryRead(run, runs.IsFileEnd, destination)) return false;
            destination += run.Length;
        }

        return true;
    }

    public void Dispose()
    {
        _folder.Dispose();
        for (var slot = 0; slot < MaxOpen; slot++) Close(slot);
    }

    private bool TryRead(FileRun run, bool isFileEnd, byte* destination)
    {
        var slot = Open(run.File);
        if (slot < 0) return false;
        for (var done = 0; done < run.Length;)
        {
            var part = new MemoryPart(destination + done, (nuint)(run.Length - done));
            var read = files.Read(_handles[slot]!, new ReadOnlySpan<MemoryPart>(in part), run.FileOffset + done);
            if (read == 0)
            {
                source.OnTooShort(run.File);
                return false;
            }

            done += (int)read;
        }

        // Its other bytes, if any, are other places' and come at the same pace: small files do not crowd out those between two slices.
        if (isFileEnd) Close(slot);
        return true;
    }

    /// <summary>Where the open file is kept; -1 when there is none.</summary>
    private int Open(int file)
    {
        var slot = Array.IndexOf(_open, file);
        if (slot >= 0) return slot;
        if (source.Open(file, _folder) is not { } handle) return -1;
        slot = Array.IndexOf(_open, -1);
        if (slot < 0)
        {
            slot = _hand;
            _hand = (_hand + 1) % MaxOpen;
            Close(slot);
        }

        (_open[slot], _handles[slot]) = (file, handle);
        return slot;
    }

    private void Close(int slot)
    {
        if (_handles[slot] is not { } handle) return;
        var file = _open[slot];
        (_open[slot], _handles[slot]) = (-1, null);
        try
        {
            source.Close(file, handle);
        }
        finally
        {
            handle.Dispose();
        }
    }
}
