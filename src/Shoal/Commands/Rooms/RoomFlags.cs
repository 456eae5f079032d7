using System.CommandLine;
using System.Net;
using Shoal.Commands.Transfers;
using Shoal.Core.Primitives;
using Shoal.Core.Rooms;
using Shoal.Engine.Sessions;
using Shoal.Terminal;

namespace Shoal.Commands.Rooms;

/// <summary>Options that all commands of rooms share: which room, as whom, where to look.</summary>
internal sealed class RoomFlags(CommandEnvironment environment)
{
    private readonly Option<string?> _room = new("--room") { HelpName = "NAME", Description = "The room. Default: the one of the local network." };
    private readonly Option<bool> _password = new("--password") { Description = "The room has a password: ask for it. $SHOAL_ROOM_PASSWORD is not asked for." };
    private readonly Option<string?> _user = new("--user") { HelpName = "NAME", Description = "What others see. Default: what 'shoal user' says." };
    private readonly Option<HostPort[]> _peers = CommonOptions.HostPorts("--peer", "Where a member may be reached; may be given several times.");
    private readonly Option<string[]> _trackers = new("--tracker")
    {
        HelpName = "URL",
        Description = "A tracker where members of a named room meet; may be given several times. It learns a hash of the name. Default: $SHOAL_TRACKER.",
        CustomParser = CommonOptions.Trackers().CustomParser,
    };

    private readonly Option<IPEndPoint[]> _listen = CommonOptions.Listen(environment);
    private readonly Option<string?> _state = CommonOptions.State();
    private readonly DiscoveryFlags _discovery = new();

    public Option<bool> Json { get; } = CommonOptions.Json();

    /// <param name="command">Gets the options.</param>
    /// <param name="namesRoom">The command has the room as an argument of its own.</param>
    public void AddTo(Command command, bool namesRoom = false)
    {
        foreach (var option in new Option[] { _room, _password, _user, _trackers, _peers, _listen, _state, Json })
            if (option != _room || !namesRoom) command.Options.Add(option);
        _discovery.AddTo(command);
    }

    /// <summary>A command that has options of its own for the rest takes these.</summary>
    public void AddRoomTo(Command command)
    {
        foreach (var option in new Option[] { _room, _password, _user, _trackers }) command.Options.Add(option);
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="name">The room as an argument; null for the option.</param>
    /// <param name="shares">Folders shared.</param>
    /// <param name="cancel">Ends looking up names.</param>
    /// <exception cref="CommandFailedException">No room is called so, or no password was given.</exception>
    public async Task<RoomPlan> ReadAsync(ParseResult parsed, string? name, IReadOnlyList<string> shares, CancellationToken cancel)
    {
        var peers = await PeerNames.ResolveAsync(Given(parsed, _peers) ?? [], cancel).ConfigureAwait(false);
        var stateRoot = Given(parsed, _state) ?? environment.DefaultStateDirectory;
        var room = RoomOf(parsed, name, shares, stateRoot);
        var discovery = _discovery.Read(parsed, stateRoot);
        var isLan = room.Name == RoomName.Lan;
        return new RoomPlan(room with { Peers = peers }, new EngineOptions
        {
            Discovery = discovery with { UseDht = discovery.UseDht && !isLan, UsePeerExchange = false, UsePortMapping = discovery.UsePortMapping && !isLan },
        }.ListeningOn(Given(parsed, _listen)));
    }

    /// <summary>The same for a command with options of its own for the engine.</summary>
    public RoomOptions RoomOf(ParseResult parsed, string? name, IReadOnlyList<string> shares, string stateRoot)
    {
        var typed = name ?? parsed.GetValue(_room);
        var room = RoomName.Lan;
        if (typed is not null && !RoomName.TryParse(typed, out room))
            throw new CommandFailedException($"'{TerminalText.Escape(typed)}' cannot be a room: 1 to {RoomName.MaxBytes} bytes that can be printed.", ExitCode.Usage);
        var trackers = parsed.GetValue(_trackers) is { Length: > 0 } given ? given : environment.DefaultTracker is { Length: > 0 } configured ? [configured] : Array.Empty<string>();
        return new RoomOptions
        {
            Name = room,
            UserName = parsed.GetValue(_user) ?? Preferences.Read(environment.ConfigFile).UserOrLogin,
            Password = parsed.GetValue(_password) ? RoomPassword.Ask(environment) : null,
            Shares = shares,
            Trackers = room == RoomName.Lan ? [] : trackers,
            HashFolder = Path.Combine(stateRoot, "shares"),
        };
    }

    private static T? Given<T>(ParseResult parsed, Option<T> option) => parsed.CommandResult.Command.Options.Contains(option) ? parsed.GetValue(option) : default;
}
