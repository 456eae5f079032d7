using System.CommandLine;

namespace Shoal.Commands;

/// <summary><c>shoal get</c>: what a .torrent or a magnet link says.</summary>
internal static class GetCommand
{
    public static Command Build(CommandEnvironment environment)
    {
        var source = new Argument<string>("FILE|MAGNET") { Description = "A .torrent file or a magnet link." };
        var json = CommonOptions.Json();
        var command = new Command("get", "Tell what a torrent says: names, sizes, info-hashes, trackers, its magnet link.") { source, json };
        command.SetAction((parsed, cancel) => throw new CommandFailedException("not built yet."));
        return command;
    }
}
