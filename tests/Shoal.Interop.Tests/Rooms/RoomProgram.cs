using System.Net;
using System.Text.Json.Nodes;
using Shoal.Interop.Namespaces;

namespace Shoal.Interop.Rooms;

/// <summary>A command of rooms as a program, on a host of a test's own network.</summary>
internal sealed class RoomProgram : IAsyncDisposable
{
    private readonly RunningProgram _program;

    private RoomProgram(RunningProgram program) => _program = program;

    public static RoomProgram Start(Workspace room, NamespaceHost host, string verb, params string[] arguments)
    {
        string[] all = [verb, "--json", "--no-dht", "--no-port-map", "--listen", new IPEndPoint(host.Address, 0).ToString(), "--state", room.File($"state-{host.Number}"), .. arguments];
        return new RoomProgram(host.Run(Programs.PathOf(Programs.Shoal), all, TimeSpan.FromMinutes(15), room.Root));
    }

    /// <summary>An event of this name of which the condition is true, the latest first.</summary>
    public async Task<JsonNode> UntilAsync(string name, Func<JsonNode, bool> condition, TimeSpan patience)
    {
        for (var polls = 0; polls < patience.TotalMilliseconds / 20; polls++)
        {
            var found = _program.Said.Where(line => line.StartsWith($"{{\"event\":\"{name}\"", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line)!).LastOrDefault(condition);
            if (found is not null) return found;
            if (_program.HasExited) throw new InvalidOperationException(_program.Story);
            await Task.Delay(20);
        }

        throw new TimeoutException(_program.Story);
    }

    /// <summary>Events of this name so far.</summary>
    public int Count(string name) => _program.Said.Count(line => line.StartsWith($"{{\"event\":\"{name}\"", StringComparison.Ordinal));

    /// <summary>All that it wrote, once it ended well.</summary>
    public async Task<string> OutputAsync(TimeSpan patience)
    {
        if (await _program.WaitForExitAsync(patience) != 0) throw new InvalidOperationException(_program.Story);
        return string.Join('\n', _program.Said);
    }

    public async Task LeaveAsync()
    {
        _program.Interrupt();
        await OutputAsync(TimeSpan.FromSeconds(30));
        await DisposeAsync();
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
