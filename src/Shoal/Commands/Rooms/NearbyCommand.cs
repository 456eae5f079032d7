using System.CommandLine;
using Shoal.Core.Primitives;
using Shoal.Engine.Sessions;
using Shoal.Terminal;

namespace Shoal.Commands.Rooms;

/// <summary><c>shoal nearby</c>: who is there and what they share; joins, listens, prints, leaves.</summary>
internal static class NearbyCommand
{
    public static Command Build(CommandEnvironment environment)
    {
        var wait = RoomVisit.Wait(5);
        var flags = new RoomFlags(environment);
        var command = new Command("nearby", "Show the people in a room and the files they share.") { wait };
        flags.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var plan = await flags.ReadAsync(parsed, null, [], cancel).ConfigureAwait(false);
            return await RoomVisit.RunAsync(plan, async room =>
            {
                await RoomVisit.ListenAsync(room, TimeSpan.FromSeconds(parsed.GetValue(wait)), environment.Time, cancel).ConfigureAwait(false);
                if (parsed.GetValue(flags.Json)) environment.Out.WriteLine(Document(room));
                else foreach (var line in Lines(room, environment.Width())) environment.Out.WriteLine(line);
                return ExitCode.Ok;
            }, cancel).ConfigureAwait(false);
        });
        return command;
    }

    private static string Document(Room room) => RoomJson.Document(json =>
    {
        var now = room.Snapshot();
        json.WriteString("room", now.Name.ToString());
        json.WriteStartArray("members");
        foreach (var member in now.Members)
        {
            json.WriteStartObject();
            RoomJson.Write(json, member);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("files");
        foreach (var file in room.Search("", int.MaxValue).Files.OrderBy(file => file.Path, StringComparer.Ordinal)) RoomJson.WriteFile(json, file);
        json.WriteEndArray();
    });

    private static IEnumerable<string> Lines(Room room, int width)
    {
        var now = room.Snapshot();
        if (now.Members.Count == 0)
        {
            yield return $"Nobody else is in the room {now.Name}. Others join with 'shoal room{(now.Name == Core.Rooms.RoomName.Lan ? "" : " " + TerminalText.Escape(now.Name.ToString()))}'.";
            yield break;
        }

        foreach (var member in now.Members)
        {
            yield return $"{TerminalText.Escape(member.Name)}, {member.Address}: {RoomView.FilesText(member.Files, member.Bytes)}";
            foreach (var entry in room.FilesOf(member.Id)) yield return "  " + RoomView.FileLine(entry.Path, entry.Length, "", width - 2);
        }
    }
}
