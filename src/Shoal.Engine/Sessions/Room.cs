using Shoal.Core.Rooms;

namespace Shoal.Engine.Sessions;

/// <summary>A stay in a room: who is there, what they share, and getting it. Leaves when it is disposed. Any thread may call; only what is async waits.</summary>
public abstract class Room : IAsyncDisposable
{
    private protected Room()
    {
    }

    /// <summary>How the room stands. Costs no wait.</summary>
    public abstract RoomSnapshot Snapshot();

    /// <summary>What a member shares, as far as it told; empty for one who is gone. Our own under our own number.</summary>
    public abstract IReadOnlyList<CatalogEntry> FilesOf(MemberId member);

    /// <summary>Files of all members with all of these words in their path; a word may be a part of one. Our own files count where another has them too.</summary>
    /// <param name="question">As typed; empty asks for everything.</param>
    /// <param name="max">Most files returned.</param>
    public abstract RoomSearchResult Search(string question, int max = 1_000);

    /// <summary>Files that one name stands for: a path or file name, or 64 hex digits of a root. Of several with one name the one with most holders is first.</summary>
    public abstract IReadOnlyList<RoomFileSnapshot> Find(string name);

    /// <summary>Gets a file from all members that have it, at once. It lands in the shared folder, unless said otherwise, and is shared on.</summary>
    /// <returns>Where it is now.</returns>
    /// <exception cref="RoomException">Nobody has it (any more), or its name is taken.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public abstract Task<string> GetAsync(GetRoomFile request, CancellationToken cancel = default);

    /// <summary>Ends when everything that was in the shared folders at the start is hashed.</summary>
    public abstract Task WaitForSharesAsync(CancellationToken cancel = default);

    /// <summary>Says goodbye (at most 1 s) and closes everything; files being got are kept and go on another time.</summary>
    public abstract ValueTask DisposeAsync();
}
