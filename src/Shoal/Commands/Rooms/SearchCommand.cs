using System.CommandLine;
using Shoal.Core.Primitives;
using Shoal.Terminal;

namespace Shoal.Commands.Rooms;

/// <summary><c>shoal search</c>: files of a room by words of their names.</summary>
internal static class SearchCommand
{
    private const int ShownMax = 1_000;

    public static Command Build(CommandEnvironment environment)
    {
        var words = new Argument<string[]>("WORDS") { Arity = ArgumentArity.OneOrMore, Description = "Words, or parts of words, of the file's path; all of them must be there." };
        CommonOptions.RefuseOptions(words);
        var wait = RoomVisit.Wait(5);
        var flags = new RoomFlags(environment);
        var command = new Command("search", "Find files that the people in a room share.") { words, wait };
        flags.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var plan = await flags.ReadAsync(parsed, null, [], cancel).ConfigureAwait(false);
            var question = string.Join(' ', parsed.GetRequiredValue(words));
            return await RoomVisit.RunAsync(plan, async room =>
            {
                await RoomVisit.ListenAsync(room, TimeSpan.FromSeconds(parsed.GetValue(wait)), environment.Time, cancel).ConfigureAwait(false);
                var found = room.Search(question, ShownMax);
                if (parsed.GetValue(flags.Json))
                {
                    environment.Out.WriteLine(RoomJson.Document(json =>
                    {
                        json.WriteNumber("totalCount", found.TotalCount);
                        json.WriteStartArray("files");
                        foreach (var file in found.Files) RoomJson.WriteFile(json, file);
                        json.WriteEndArray();
                    }));
                    return ExitCode.Ok;
                }

                foreach (var file in found.Files) environment.Out.WriteLine(RoomView.FileLine(file.Path, file.Length, string.Join(", ", file.Holders), environment.Width()));
                if (found.TotalCount > found.Files.Count) environment.Error.WriteLine($"{found.TotalCount - found.Files.Count:N0} more; say another word.");
                if (found.TotalCount > 0) return ExitCode.Ok;
                var people = room.Snapshot().Members.Count;
                throw new CommandFailedException(people == 0 ? "nobody else is in the room." : $"nobody ({people} there) shares '{TerminalText.Escape(question)}'.");
            }, cancel).ConfigureAwait(false);
        });
        return command;
    }
}
