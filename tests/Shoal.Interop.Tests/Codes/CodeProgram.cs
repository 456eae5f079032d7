using System.Net;
using System.Text.Json.Nodes;
using Shoal.Interop.Namespaces;

namespace Shoal.Interop.Codes;

/// <summary><c>shoal send</c> or <c>shoal receive</c> as a program, on this machine or on a host of a test's own network.</summary>
internal sealed class CodeProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly RunningProgram _program;

    private CodeProgram(RunningProgram program) => _program = program;

    public static CodeProgram Send(Workspace room, NamespaceHost? host, params string[] arguments) => Start(room, host, "send", arguments);
    public static CodeProgram Receive(Workspace room, NamespaceHost? host, params string[] arguments) => Start(room, host, "receive", ["--yes", .. arguments]);

    /// <summary>The code, once it is told.</summary>
    public async Task<string> CodeAsync() => (await EventAsync("code", Patience))["code"]!.GetValue<string>();

    /// <summary>The last event of this name; null when there was none yet.</summary>
    public JsonNode? LastEvent(string name) => _program.Said.Where(line => line.StartsWith($"{{\"event\":\"{name}\"", StringComparison.Ordinal))
        .Select(line => JsonNode.Parse(line)).LastOrDefault();

    public async Task<JsonNode> EventAsync(string name, TimeSpan patience)
    {
        for (var polls = 0; polls < patience.TotalMilliseconds / 20; polls++)
        {
            if (LastEvent(name) is { } found) return found;
            if (_program.HasExited && LastEvent(name) is null) throw new InvalidOperationException(_program.Story);
            await Task.Delay(20);
        }

        throw new TimeoutException(_program.Story);
    }

    /// <summary>Ends well.</summary>
    public async Task SucceedAsync(TimeSpan? patience = null)
    {
        if (await _program.WaitForExitAsync(patience ?? Patience) != 0) throw new InvalidOperationException(_program.Story);
    }

    public Task KillAsync() => _program.KillAsync();
    public void Interrupt() => _program.Interrupt();
    public bool HasExited => _program.HasExited;
    public string Story => _program.Story;
    public ValueTask DisposeAsync() => _program.DisposeAsync();

    private static CodeProgram Start(Workspace room, NamespaceHost? host, string verb, IEnumerable<string> arguments)
    {
        var listen = new IPEndPoint(host?.Address ?? IPAddress.Loopback, 0).ToString();
        string[] all = [verb, "--json", "--listen", listen, "--state", room.File("state"), .. arguments];
        var shoal = Programs.PathOf(Programs.Shoal);
        var life = TimeSpan.FromMinutes(15);
        return new CodeProgram(host?.Run(shoal, all, life, room.Root) ?? new RunningProgram(shoal, all, life, room.Root));
    }
}
