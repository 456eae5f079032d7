using Shoal.Commands.Codes;
using Shoal.Commands.Transfers;
using Shoal.Core.Metainfo;
using Shoal.Core.Primitives;
using Shoal.Core.Rooms;
using Shoal.Engine.Sessions;
using Shoal.Terminal;

namespace Shoal.Commands.Rooms;

/// <summary><c>shoal get NAME</c> where the name is neither a file, a link nor a web address: a file that somebody in a room shares.</summary>
internal sealed class RoomGet(CommandEnvironment environment, bool isJson)
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(200);

    /// <summary>How long nobody may have heard of the name.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(8);

    private readonly Painter? _painter = environment.ErrorIsTerminal && !isJson ? new Painter(environment.Error, environment.Width) : null;
    private readonly long _began = environment.Time.GetTimestamp();
    private long _told;

    /// <summary>What was typed can only be meant for a room.</summary>
    public static bool IsName(string given) =>
        !MagnetLink.LooksLikeOne(given) && !given.Contains("://", StringComparison.Ordinal) && !Path.Exists(given)
        && !given.EndsWith(".torrent", StringComparison.OrdinalIgnoreCase) && !Path.IsPathRooted(given) && given is not ['.', ..] && given.Length > 0;

    /// <param name="environment">What the command sees.</param>
    /// <param name="options">Which room.</param>
    /// <param name="engine">As the command line says.</param>
    /// <param name="wish">What to get.</param>
    /// <param name="cancel">Ends it; what arrived is kept.</param>
    public static async Task<int> RunAsync(CommandEnvironment environment, RoomOptions options, EngineOptions engine, Wish wish, CancellationToken cancel)
    {
        var directory = Path.GetFullPath(wish.Directory ?? Preferences.Read(environment.ConfigFile).SharesOrDefault[0]);
        var plan = new RoomPlan(
            options with { Peers = await PeerNames.ResolveAsync(wish.Peers, cancel).ConfigureAwait(false) },
            engine with { Discovery = engine.Discovery with { UseDht = engine.Discovery.UseDht && options.Name != RoomName.Lan } });
        return await RoomVisit.RunAsync(plan, room => new RoomGet(environment, wish.IsJson).GetAsync(room, wish.Name, directory, cancel), cancel).ConfigureAwait(false);
    }

    private async Task<int> GetAsync(Room room, string name, string directory, CancellationToken cancel)
    {
        var file = await FindAsync(room, name, cancel).ConfigureAwait(false);
        Say("found", json => RoomJsonFields(json, file), $"{TerminalText.Escape(file.Name)}, {ByteCount.Show(file.Length)}, from {string.Join(", ", file.Holders.Select(TerminalText.Escape))}");
        var getting = room.GetAsync(new GetRoomFile { Root = file.Root, Length = file.Length, Name = name, Directory = directory }, cancel);
        try
        {
            while (!getting.IsCompleted)
            {
                await Task.WhenAny(getting, Task.Delay(LookPeriod, environment.Time, CancellationToken.None)).ConfigureAwait(false);
                if (room.Snapshot().Transfers is [.., var last]) Show(last);
            }

            var place = await getting.ConfigureAwait(false);
            _painter?.Clear();
            Say("got", json =>
            {
                json.WriteString("path", place);
                json.WriteNumber("bytes", file.Length);
            }, $"Got {ByteCount.Show(file.Length)} in {Duration.Show(environment.Time.GetElapsedTime(_began))}.");
            if (!isJson) environment.Out.WriteLine(TerminalText.Escape(place));
            return ExitCode.Ok;
        }
        catch (RoomException fault)
        {
            throw new CommandFailedException(TerminalText.Escape(fault.Message));
        }
        finally
        {
            _painter?.Clear();
        }
    }

    private async Task<RoomFileSnapshot> FindAsync(Room room, string name, CancellationToken cancel)
    {
        while (environment.Time.GetElapsedTime(_began) < WaitMax)
        {
            var found = room.Find(name);
            if (found is [var only]) return only;
            if (found.Count > 1)
            {
                throw new CommandFailedException($"{found.Count} different files are called {TerminalText.Escape(name)}; say which: "
                    + string.Join("; ", found.Take(5).Select(one => $"{TerminalText.Escape(one.Path)} ({ByteCount.Show(one.Length)}): shoal get {one.Root}")));
            }

            await Task.Delay(LookPeriod, environment.Time, cancel).ConfigureAwait(false);
        }

        var now = room.Snapshot();
        throw new CommandFailedException($"{TerminalText.Escape(name)}: there is no such file here, and " + (now.Members.Count == 0
            ? $"nobody else is in the room {now.Name}."
            : $"nobody in the room {now.Name} ({now.Members.Count} there) shares one; 'shoal search' finds parts of names."));
    }

    /// <param name="Name">As typed.</param>
    /// <param name="Directory">Where to; null is the shared folder.</param>
    /// <param name="Peers">Members whose address is known.</param>
    /// <param name="IsJson">A program listens.</param>
    internal sealed record Wish(string Name, string? Directory, IReadOnlyList<HostPort> Peers, bool IsJson);

    private void Show(RoomTransferSnapshot now)
    {
        if (_painter is not null)
        {
            _painter.Paint(RoomView.Transfer(now, environment.Width() - 1));
            return;
        }

        if (!isJson || environment.Time.GetElapsedTime(_told) < TimeSpan.FromSeconds(1)) return;
        _told = environment.Time.GetTimestamp();
        CodeEvents.Write(environment.Out, "progress", json =>
        {
            json.WriteNumber("doneBytes", now.DoneBytes);
            json.WriteNumber("totalBytes", now.TotalBytes);
            json.WriteNumber("rate", now.DownloadRate);
            json.WriteNumber("peers", now.Peers.Count);
        });
    }

    private void Say(string name, Action<System.Text.Json.Utf8JsonWriter> fields, string text)
    {
        if (isJson) CodeEvents.Write(environment.Out, name, fields);
        else environment.Error.WriteLine(text);
    }

    private static void RoomJsonFields(System.Text.Json.Utf8JsonWriter json, RoomFileSnapshot file)
    {
        json.WritePropertyName("file");
        RoomJson.WriteFile(json, file);
    }
}
