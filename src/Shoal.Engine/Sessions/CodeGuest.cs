using Shoal.Core.Codes;

namespace Shoal.Engine.Sessions;

/// <summary>A receiver that came with the code and without Shoal, through a door that is its host's: a page of a browser. Any thread.</summary>
/// <remarks>It counts as a receiver in every way: it is listed, it may have to wait for a yes, it holds a place among those the code is for.</remarks>
public abstract class CodeGuest
{
    private protected CodeGuest() { }

    /// <summary>How far it is: waiting, deciding, receiving, done or declined.</summary>
    public abstract CodeReceiverState State { get; }

    /// <summary>What is offered, with the paths any receiver would read: safe, and each its own.</summary>
    public abstract CodeManifest Manifest { get; }

    /// <summary>The files of <see cref="Manifest"/>, in its order.</summary>
    public abstract IReadOnlyList<CodeEntry> Files { get; }

    /// <summary>The bytes of a file as it was offered. Reading keeps to the engine's upload limit and ends when the sender does.</summary>
    /// <param name="file">Index in <see cref="Files"/>.</param>
    /// <exception cref="CodeException">It changed or is gone since, the code is over, or the sender has not said yes.</exception>
    public abstract Stream Open(int file);

    /// <summary>Bytes read so far, each counted once.</summary>
    public abstract long DoneBytes { get; }

    /// <summary>What was read has arrived: when that is everything, the guest has it all.</summary>
    public abstract void Settle();

    /// <summary>It went away; the place it held is free again unless it has everything.</summary>
    public abstract void Leave();
}
