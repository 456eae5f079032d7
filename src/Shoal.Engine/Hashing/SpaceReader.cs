using Microsoft.Win32.SafeHandles;
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
    private int _hand;

    /// <summary>Fills the memory; false when a file is missing or ends too early. Bytes of no file are zeros.</summary>
    public bool TryRead(long offset, byte* destination, int length)
    {
        foreach (var run in layout.Locate(offset, length))
        {
            if (run.IsZeros) new Span<byte>(destination, run.Length).Clear();
            else if (!TryRead(run, destination)) return false;
            destination += run.Length;
        }

        return true;
    }

    public void Dispose()
    {
        for (var slot = 0; slot < MaxOpen; slot++) Close(slot);
    }

    private bool TryRead(FileRun run, byte* destination)
    {
        if (Open(run.File) is not { } handle) return false;
        for (var done = 0; done < run.Length;)
        {
            var part = new MemoryPart(destination + done, (nuint)(run.Length - done));
            var read = files.Read(handle, new ReadOnlySpan<MemoryPart>(in part), run.FileOffset + done);
            if (read == 0) return false;
            done += (int)read;
        }

        return true;
    }

    private SafeFileHandle? Open(int file)
    {
        var slot = Array.IndexOf(_open, file);
        if (slot >= 0) return _handles[slot];
        if (source.Open(file) is not { } handle) return null;
        Close(_hand);
        (_open[_hand], _handles[_hand]) = (file, handle);
        _hand = (_hand + 1) % MaxOpen;
        return handle;
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
