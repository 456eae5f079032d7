using Microsoft.Extensions.Logging;
using Shoal.Engine.Platform;

namespace Shoal.Engine.Storage;

/// <summary>What the storages of all torrents of an engine share: memory, hashers, open files.</summary>
internal sealed class StorageContext : IDisposable
{
    /// <summary>Bytes of one positional write.</summary>
    /// <remarks>
    /// Measured on ext4, CPU seconds a GiB, median of eight: 32 KiB 0.33, 64 KiB 0.27, 256 KiB 0.37, 1 MiB 0.6 and anything
    /// from 0.2 to 1.2; in memory (tmpfs) 0.4 whatever the size.
    /// </remarks>
    public const int WriteBytes = 64 << 10;

    /// <summary>Bytes a hasher reads back at a time from a piece that was not kept in memory.</summary>
    public const int ReadBackBytes = 256 << 10;

    /// <summary>Objects of pieces kept for the next ones.</summary>
    private const int MaxRetired = 1024;

    /// <summary>Files open at once, all torrents together.</summary>
    public const int MaxOpenFiles = 512;

    private readonly Lock _lock = new();
    private readonly Stack<GrowingPiece> _retired = new();

    /// <param name="memoryBudgetBytes">Bytes of piece buffers at once.</param>
    /// <param name="preallocate">Reserve a file's space when it is made.</param>
    /// <param name="log">Where warnings go.</param>
    /// <param name="files">The disk; null takes this system's.</param>
    /// <param name="maxOpenFiles">Files open at once.</param>
    public StorageContext(
        long memoryBudgetBytes, bool preallocate, ILogger log, IFileSystem? files = null, int maxOpenFiles = MaxOpenFiles)
    {
        (Preallocate, Log) = (preallocate, log);
        Files = files ?? (OperatingSystem.IsLinux() ? new LinuxFileSystem() : new PortableFileSystem());
        Memory = new PieceMemory(memoryBudgetBytes);
        Handles = new FileHandlePool(maxOpenFiles);
        Hashers = new VerifyPipeline(Math.Clamp(Environment.ProcessorCount, 1, 4), memoryBudgetBytes);
    }

    private StorageContext(StorageContext shared, IFileSystem files) =>
        (Preallocate, Log, Files, Memory, Handles, Hashers) = (false, shared.Log, files, shared.Memory, shared.Handles, shared.Hashers);

    /// <summary>The same memory, hashers and handles over another disk. Not to be disposed.</summary>
    public StorageContext Over(IFileSystem files) => new(this, files);

    public bool Preallocate { get; }
    public ILogger Log { get; }
    public IFileSystem Files { get; }
    public PieceMemory Memory { get; }
    public FileHandlePool Handles { get; }
    public VerifyPipeline Hashers { get; }

    public GrowingPiece NewPiece()
    {
        lock (_lock) return _retired.TryPop(out var piece) ? piece : new GrowingPiece();
    }

    /// <summary>Gives a piece's buffer back; the caller is its last user.</summary>
    public unsafe void Recycle(GrowingPiece piece)
    {
        if (!piece.IsSpilled) Memory.Return(piece.Start, piece.Length);
        piece.Retire();
        lock (_lock)
        {
            if (_retired.Count < MaxRetired) _retired.Push(piece);
        }
    }

    /// <summary>Call when all storages are disposed.</summary>
    public void Dispose()
    {
        Hashers.Dispose();
        Memory.Dispose();
    }
}
