using System.Text.RegularExpressions;

namespace Shoal.House;

public sealed partial class SizeTests
{
    private const int MaxLinesOfCode = 350;

    // path -> why it may be longer.
    private static readonly Dictionary<string, string> LongFiles = new(StringComparer.Ordinal)
    {
    };

    // path -> why several public types stand in it.
    private static readonly Dictionary<string, string> SharedFiles = new(StringComparer.Ordinal)
    {
        ["src/Shoal.Core/Torrents/TorrentInput.cs"] = "an input, its kinds and the mode it may carry are read together",
        ["src/Shoal.Core/Torrents/TorrentOutput.cs"] = "an output and its kinds are read together",
        ["src/Shoal.Engine/Sessions/Torrent.cs"] = "the exception is the other way a torrent ends",
        ["src/Shoal.Engine/Sessions/AcceptCode.cs"] = "the question and its answer",
        ["src/Shoal.Engine/Sessions/CodeReceiverSnapshot.cs"] = "the parts of a snapshot",
        ["src/Shoal.Engine/Sessions/CodeSenderSnapshot.cs"] = "the parts of a snapshot",
        ["src/Shoal.Engine/Sessions/TorrentSnapshot.cs"] = "the parts of a snapshot",
    };

    [Fact]
    public void A_file_can_be_held_in_a_head()
    {
        var tooLong = Tree.Sources("src").Where(path => LinesOfCode(path) > MaxLinesOfCode && !LongFiles.ContainsKey(path));

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Exceptions_to_the_length_rule_are_still_needed() =>
        Assert.All(LongFiles.Keys, path => Assert.True(LinesOfCode(path) > MaxLinesOfCode, path));

    [Fact]
    public void A_file_has_one_public_type()
    {
        var crowded = Tree.Sources("src")
            .Where(path => !SharedFiles.ContainsKey(path))
            .Where(path => PublicType().Count(Tree.Read(path)) > 1);

        Assert.Empty(crowded);
    }

    [Fact]
    public void A_file_is_named_after_its_public_type()
    {
        foreach (var path in Tree.Sources("src").Where(path => !SharedFiles.ContainsKey(path)))
        {
            if (PublicType().Match(Tree.Read(path)) is { Success: true } type)
                Assert.Equal(type.Groups[1].Value, Path.GetFileName(path).Split('.')[0]);
        }
    }

    [Fact]
    public void An_event_id_means_one_message_for_ever()
    {
        var ids = Tree.Sources("src").SelectMany(path => EventId().Matches(Tree.Read(path))).Select(match => match.Groups[1].Value);

        Assert.Empty(ids.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    private static int LinesOfCode(string path) => Tree.Read(path).Split('\n')
        .Count(line => line.Trim() is { Length: > 0 } code && !code.StartsWith("//", StringComparison.Ordinal) && !code.StartsWith('*'));

    // At the margin: nested types are part of theirs.
    [GeneratedRegex(@"^public (?:(?:static|sealed|abstract|readonly|ref|partial|unsafe) )*(?:class|struct|interface|enum|record(?: struct| class)?|delegate \w+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"LoggerMessage\((?:EventId\s*=\s*)?(\d+)")]
    private static partial Regex EventId();
}
