using System.Text.RegularExpressions;

namespace Shoal.House;

public sealed partial class DocumentTests
{
    [Fact]
    public void Every_bep_that_the_code_names_has_a_row()
    {
        var rows = BepRows().Select(row => row[0]).ToHashSet();
        foreach (var path in Tree.Sources("src"))
        {
            foreach (Match mention in BepMention().Matches(Tree.Read(path)))
            {
                foreach (Match number in Number().Matches(mention.Value))
                    Assert.True(rows.Contains(number.Value), $"{path} names BEP {number.Value}; docs/beps.md has no row for it.");
            }
        }
    }

    [Fact]
    public void A_bep_that_is_done_names_tests_that_exist()
    {
        foreach (var row in BepRows().Where(row => row[2] is "done")) AssertNamesTests("docs/beps.md", row[0], row[^1]);
    }

    [Fact]
    public void A_bep_is_done_or_part_or_coming() =>
        Assert.All(BepRows(), row => Assert.Contains(row[2], new[] { "done", "part", "coming" }));

    [Fact]
    public void A_threat_that_is_answered_names_tests_that_exist()
    {
        var rows = Rows("docs/threat-model.md");
        Assert.NotEmpty(rows);
        foreach (var row in rows) AssertNamesTests("docs/threat-model.md", row[0], row[^1]);
    }

    [Fact]
    public void Documents_name_only_tests_that_exist()
    {
        foreach (var path in Tree.Files("docs", ".md").Append("ARCHITECTURE.md").Append("README.md"))
        {
            foreach (Match name in TestName().Matches(Tree.Read(path)))
                Assert.True(TestNames.Exist(name.Groups[1].Value), $"{path} names {name.Groups[1].Value}, which no test class is.");
        }
    }

    [Fact]
    public void Documents_name_only_files_that_exist()
    {
        foreach (var path in Tree.Files("docs", ".md").Append("ARCHITECTURE.md").Append("README.md"))
        {
            foreach (Match name in FileName().Matches(Tree.Read(path)))
                Assert.True(Path.Exists(Path.Combine(Tree.Root, name.Groups[1].Value)), $"{path} names {name.Groups[1].Value}, which is not there.");
        }
    }

    [Fact]
    public void Links_between_documents_lead_somewhere()
    {
        foreach (var path in Tree.Files("docs", ".md").Append("ARCHITECTURE.md").Append("README.md"))
        {
            foreach (Match link in Link().Matches(Tree.Read(path)))
            {
                var target = Path.Combine(Tree.Root, Path.GetDirectoryName(path)!, link.Groups[1].Value);
                Assert.True(Path.Exists(target), $"{path} links to {link.Groups[1].Value}, which is not there.");
            }
        }
    }

    [Fact]
    public void Architecture_is_read_in_one_sitting() => Assert.InRange(Tree.Read("ARCHITECTURE.md").Split('\n').Length, 1, 300);

    [Fact]
    public void The_readme_names_every_command_and_no_other()
    {
        var named = Command().Matches(Tree.Read("README.md")).Select(match => match.Groups[1].Value).ToHashSet();

        var verbs = Verb().Matches(Tree.Read("src/Shoal/Commands/ShoalCommand.cs")).Select(match => match.Groups[1].Value);
        Assert.Equal(verbs.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_tracked_file_names_a_place_on_somebodys_machine()
    {
        // Put together, so that this file does not name them itself.
        string[] places = ["/ho" + "me/", "/Us" + "ers/", @"C:\" + @"Users\", "/wo" + "rk/", "/ro" + "ot/"];
        foreach (var path in Tree.Tracked().Where(IsText))
        {
            var text = Tree.Read(path);
            foreach (var place in places)
            {
                for (var at = text.IndexOf(place, StringComparison.Ordinal); at >= 0; at = text.IndexOf(place, at + 1, StringComparison.Ordinal))
                    Assert.True(at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '/' or '_' or '-' or '.'), $"{path} names {place}");
            }
        }
    }

    private static void AssertNamesTests(string document, string row, string cell)
    {
        var names = Backticked().Matches(cell).Select(match => match.Groups[1].Value).ToList();
        Assert.True(names.Count > 0, $"{document}: row {row} names no test.");
        foreach (var name in names) Assert.True(TestNames.Exist(name), $"{document}: row {row} names {name}, which is no test.");
    }

    private static IReadOnlyList<string[]> BepRows() => Rows("docs/beps.md");

    // Rows of a table whose first cell is a number.
    private static IReadOnlyList<string[]> Rows(string document) =>
        [.. Tree.Read(document).Split('\n').Where(line => Row().IsMatch(line)).Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())];

    private static bool IsText(string path) => Path.GetExtension(path) is
        ".cs" or ".md" or ".csproj" or ".props" or ".slnx" or ".txt" or ".json" or ".ps1" or ".cmd" or ".sh" or ".py" or "" or ".editorconfig" or ".yml";

    // "BEP 3", "BEP 3, 12 and 52", "BEP 3 and BEP 52"
    [GeneratedRegex(@"\(""([a-z]+)"", \w+\.Build")]
    private static partial Regex Verb();

    [GeneratedRegex(@"BEPs? \d+(?:(?:, | and |/)\d+)*")]
    private static partial Regex BepMention();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();

    [GeneratedRegex(@"^\|\s*\d+\s*\|")]
    private static partial Regex Row();

    [GeneratedRegex(@"`([\w.]+)`")]
    private static partial Regex Backticked();

    [GeneratedRegex(@"`(\w+Tests(?:\.\w+)?)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"`((?:src|tests|docs|bench|fuzz)/[\w./-]+)`")]
    private static partial Regex FileName();

    [GeneratedRegex(@"\]\(([\w./-]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\./shoal (?!--)(\w+)")]
    private static partial Regex Command();
}
