using System.Net;
using Shoal.Core.Rooms;
using Shoal.Engine.Sessions;

namespace Shoal.Engine.Tests.Rooms;

/// <summary>People in rooms, each an engine of its own on loopback with a shared folder of its own.</summary>
internal sealed class RoomHouse : IAsyncDisposable
{
    private static int _count;

    private readonly List<IAsyncDisposable> _open = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("shoal-rooms-").FullName;
    private readonly string _roomName = $"test {Environment.ProcessId} {Interlocked.Increment(ref _count)}";

    /// <summary>Nobody waits longer than this.</summary>
    public static TimeSpan Patience => TimeSpan.FromSeconds(60);
    public static CancellationToken Soon => new CancellationTokenSource(Patience).Token;

    public string FolderOf(string user) => Directory.CreateDirectory(Path.Combine(_folder, user)).FullName;

    /// <summary>Somebody who finds the others by the local network.</summary>
    public Task<Room> JoinAsync(string user, string? password = null) => JoinAsync(user, options => options with { Password = password });

    public async Task<Room> JoinAsync(string user, Func<RoomOptions, RoomOptions> change, long uploadLimit = 0, DiscoveryOptions? discovery = null)
    {
        var engine = await StartAsync(discovery);
        engine.SetLimits(0, uploadLimit);
        Assert.True(RoomName.TryParse(_roomName, out var name));
        var room = await engine.JoinRoomAsync(change(new RoomOptions
        {
            Name = name,
            UserName = user,
            Shares = [FolderOf(user)],
            HashFolder = Path.Combine(_folder, "hashes"),
        }));
        lock (_open) _open.Add(room);
        return room;
    }

    public async Task<ShoalEngine> StartAsync(DiscoveryOptions? discovery = null)
    {
        var engine = await ShoalEngine.StartAsync(new EngineOptions
        {
            ListenOn = [new IPEndPoint(IPAddress.Loopback, 0)],
            Discovery = discovery ?? new DiscoveryOptions { UseLocalDiscovery = true },
        });
        lock (_open) _open.Add(engine);
        return engine;
    }

    /// <summary>A file that was written long ago, so that it is hashed at once.</summary>
    public byte[] MakeFile(string user, string name, int bytes, int seed = 1)
    {
        var content = new byte[bytes];
        new Random(seed).NextBytes(content);
        var path = Path.Combine(FolderOf(user), name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-5));
        return content;
    }

    /// <summary>Until the snapshot is so; it is looked at often.</summary>
    public static async Task<RoomSnapshot> UntilAsync(Room room, Func<RoomSnapshot, bool> condition)
    {
        for (var polls = 0; polls < Patience.TotalMilliseconds / 20; polls++)
        {
            if (room.Snapshot() is var now && condition(now)) return now;
            await Task.Delay(20);
        }

        throw new TimeoutException($"It never became so: {room.Snapshot()}");
    }

    public static async Task<RoomFileSnapshot> FoundAsync(Room room, string name, int holders = 1)
    {
        for (var polls = 0; polls < Patience.TotalMilliseconds / 20; polls++)
        {
            if (room.Find(name) is [var found, ..] && found.Holders.Count >= holders) return found;
            await Task.Delay(20);
        }

        throw new TimeoutException($"{name} was never found: {room.Snapshot()}");
    }

    public async Task LeaveAsync(Room room)
    {
        _open.Remove(room);
        await room.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = _open.Count - 1; i >= 0; i--) await _open[i].DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
