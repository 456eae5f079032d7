using System.Net;
using Shoal.Core.Primitives;
using Shoal.Core.Rooms;
using Shoal.Engine.Sessions;
using Shoal.Terminal;

namespace Shoal.Commands.Rooms;

/// <summary>For people: a table that lives on a terminal, else a line for who comes and goes.</summary>
internal sealed class TextRoomReport(CommandEnvironment environment) : IRoomReport
{
    private readonly Painter? _painter = environment.ErrorIsTerminal ? new Painter(environment.Error, environment.Width) : null;
    private readonly Dictionary<MemberId, string> _there = [];

    public void Joined(RoomSnapshot room, IReadOnlyList<IPEndPoint> listeningOn)
    {
        environment.Error.WriteLine($"In the room {room.Name} as {TerminalText.Escape(room.UserName)}{(room.HasPassword ? ", with a password" : "")}. Sharing {string.Join(", ", room.Shares.Select(TerminalText.Escape))}.");
        environment.Error.WriteLine("Ctrl-C leaves. 'shoal search WORDS' and 'shoal get NAME' find and fetch what others share.");
    }

    public void Show(RoomSnapshot now)
    {
        if (_painter is not null)
        {
            _painter.Paint(RoomView.Lines(now, environment.Width() - 1));
            return;
        }

        foreach (var member in now.Members)
            if (_there.TryAdd(member.Id, member.Name)) environment.Error.WriteLine($"shoal room: {TerminalText.Escape(member.Name)} is here, {member.Address}");
        foreach (var (id, name) in _there.ToList())
        {
            if (now.Members.Any(member => member.Id == id)) continue;
            _there.Remove(id);
            environment.Error.WriteLine($"shoal room: {TerminalText.Escape(name)} left");
        }
    }

    public void End() => _painter?.Clear();
}
