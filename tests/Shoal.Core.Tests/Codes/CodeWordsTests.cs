using Shoal.Core.Codes;

namespace Shoal.Core.Tests.Codes;

public class CodeWordsTests
{
    [Fact]
    public void There_are_1024_words_of_four_to_eight_letters_in_order()
    {
        var words = CodeWords.All.ToArray();

        Assert.Equal(CodeWords.Count, words.Length);
        Assert.Equal(words.Order(StringComparer.Ordinal), words);
        Assert.All(words, word => Assert.Matches("^[a-z]{4,8}$", word));
    }

    [Fact]
    public void Three_letters_tell_each_word_from_all_others()
    {
        Assert.Equal(CodeWords.Count, CodeWords.All.ToArray().Select(word => word[..CodeWords.PrefixLength]).Distinct().Count());
        Assert.All(CodeWords.All.ToArray(), word => Assert.Equal(word, CodeWords.Complete(word.AsSpan(0, CodeWords.PrefixLength))));
    }

    [Fact]
    public void Any_two_words_are_three_slips_apart()
    {
        var words = CodeWords.All.ToArray();
        for (var i = 0; i < words.Length; i++)
            for (var j = i + 1; j < words.Length; j++)
                Assert.True(CodeWords.Slips(words[i], words[j]) >= 3, $"{words[i]} and {words[j]}");
    }

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("violet", "voilet", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("same", "same", 0)]
    public void Slips_are_edits_and_swapped_neighbours(string a, string b, int slips) => Assert.Equal(slips, CodeWords.Slips(a, b));

    [Theory]
    [InlineData("zebrra", "zebra")]
    [InlineData("zbera", "zebra")]
    [InlineData("zebr", "zebra")]
    [InlineData("xebra", "zebra")]
    [InlineData("qqqqq", null)]
    [InlineData("", null)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaa", null)]
    public void One_slip_is_put_right(string typed, string? meant) => Assert.Equal(meant, CodeWords.Nearest(typed));

    [Fact]
    public void Every_single_slip_in_every_word_leads_to_no_other_word()
    {
        var meant = new Dictionary<string, string>();
        foreach (var word in CodeWords.All)
            foreach (var slip in Slips(word))
                Assert.True(meant.TryAdd(slip, word) || meant[slip] == word, $"{slip}: {word} or {meant[slip]}");
        Assert.All(meant.Keys.Where((_, i) => i % 997 == 0), slip => Assert.Equal(meant[slip], CodeWords.Nearest(slip)));
    }

    private static IEnumerable<string> Slips(string word)
    {
        for (var i = 0; i <= word.Length; i++)
        {
            for (var letter = 'a'; letter <= 'z'; letter++)
            {
                yield return word.Insert(i, letter.ToString());
                if (i < word.Length) yield return word.Remove(i, 1).Insert(i, letter.ToString());
            }

            if (i < word.Length) yield return word.Remove(i, 1);
            if (i + 1 < word.Length) yield return $"{word[..i]}{word[i + 1]}{word[i]}{word[(i + 2)..]}";
        }
    }

    [Fact]
    public void Beginnings_complete_to_the_words_that_have_them()
    {
        var all = CodeWords.Beginning("a", 2_000);

        Assert.Equal(CodeWords.All.ToArray().Where(word => word[0] == 'a'), all);
        Assert.Equal(3, CodeWords.Beginning("a", 3).Count);
        Assert.Null(CodeWords.Complete("a"));
        Assert.Null(CodeWords.Complete("zzz"));
    }
}
