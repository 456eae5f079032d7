using System.Text.RegularExpressions;
using Shoal.Interop.Namespaces;

namespace Shoal.Interop.Codes;

/// <summary>The sender on a terminal: what a person sees and what Ctrl-C does there.</summary>
public sealed partial class CodeTerminalTests : IDisposable
{
    private const string Terminal = "script";   // of util-linux: gives a program a terminal of its own
    private const string CtrlC = "\u0003";
    private const int Interrupted = 130;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(40);

    private readonly Workspace _room = new(needBytes: 64 << 20);

    public void Dispose() => _room.Dispose();

    [NeedsFact(Programs.Shoal, Programs.Namespaces, Terminal)]
    public async Task Ctrl_C_asks_once_while_somebody_is_receiving_and_the_second_one_is_a_farewell()
    {
        using var network = new NamespaceNetwork();
        var (a, b) = (network.AddHost("10.77.0.1"), network.AddHost("10.77.0.2"));
        a.Throttle(1_000_000);
        var content = Tree.MakeFile(_room.Folder("source"), "content.bin", 30 << 20);
        var command = $"env TERM=xterm {Programs.PathOf(Programs.Shoal)} send --no-qr --lan-only --listen {a.Address}:0 --state {_room.File("state")} {content}";
        await using var send = a.Run(Terminal, ["-qec", command, "/dev/null"], TimeSpan.FromMinutes(3), _room.Root);
        var code = (await SaysAsync(send, CodeLine())).Groups[1].Value;
        await using var receive = CodeProgram.Receive(_room, b, code, "--lan-only", "-o", _room.Folder("in"));
        await SaysAsync(send, Arriving());

        send.Type(CtrlC);
        await SaysAsync(send, Question());
        var before = Done(receive);
        for (var polls = 0; polls < 1_000 && Done(receive) <= before; polls++) await Task.Delay(20);
        Assert.True(Done(receive) > before && !send.HasExited, $"it goes on sending\n{send.Story}\n{receive.Story}");
        send.Type(CtrlC);

        Assert.Equal(Interrupted, await send.WaitForExitAsync(Soon));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => receive.SucceedAsync(Soon));
        Assert.Contains("The sender stopped.", failure.Message, StringComparison.Ordinal);
    }

    private static long Done(CodeProgram receive) => receive.LastEvent("progress")?["doneBytes"]?.GetValue<long>() ?? 0;

    private static async Task<Match> SaysAsync(RunningProgram program, Regex what)
    {
        for (var polls = 0; polls < Soon.TotalMilliseconds / 20; polls++)
        {
            if (program.Said.Select(line => what.Match(line)).FirstOrDefault(match => match.Success) is { } found) return found;
            if (program.HasExited) break;
            await Task.Delay(20);
        }

        throw new TimeoutException($"nothing like {what}: {program.Story}");
    }

    [GeneratedRegex(@"shoal receive (\d{4}-[a-z]+-[a-z]+-[a-z]+)")]
    private static partial Regex CodeLine();

    [GeneratedRegex(@"[1-9][0-9.]*%.*direct, LAN 10\.77\.0\.2")]
    private static partial Regex Arriving();

    [GeneratedRegex("1 still receiving: Ctrl-C again stops them")]
    private static partial Regex Question();
}
