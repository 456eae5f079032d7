using Shoal.Core.Primitives;
using Shoal.Core.Rooms;

namespace Shoal.Core.Tests.Rooms;

public class CatalogTests
{
    private readonly Catalog _catalog = new();
    private readonly MemberCatalog _copy = new();
    private readonly List<CatalogChange> _changes = [];

    internal static Sha256Hash RootOf(int number)
    {
        var bytes = new byte[Sha256Hash.Size];
        BitConverter.TryWriteBytes(bytes, number + 1);
        bytes[31] = 1;
        return new Sha256Hash(bytes);
    }

    private static CatalogEntry File(string path, int number = 1, long length = 1) => new(path, length, RootOf(number), 0);

    // As two members would: ask, answer over the wire, until nothing is new.
    private int Sync(Catalog? catalog = null)
    {
        for (var pages = 1; ; pages++)
        {
            Assert.True(CatalogPage.TryRead((catalog ?? _catalog).PageSince(_copy.Revision).ToMessage(), out var page, out var skipped));
            Assert.Equal(0, skipped);
            if (_copy.Take(page, TimeSpan.FromHours(1), RoomLimits.FilesMax, _changes) is var verdict && verdict != CatalogVerdict.More)
            {
                Assert.Equal(CatalogVerdict.Whole, verdict);
                return pages;
            }
        }
    }

    private void AssertSame() => Assert.Equal(_catalog.Entries.OrderBy(entry => entry.Path), _copy.Entries.OrderBy(entry => entry.Path));

    [Fact]
    public void A_newcomer_gets_everything()
    {
        for (var i = 0; i < 5_000; i++) _catalog.Put(File($"folder/file {i}.txt", i, i + 1));

        Assert.InRange(Sync(), 5, 20);

        AssertSame();
        Assert.Equal(_catalog.TotalBytes, _copy.TotalBytes);
    }

    [Fact]
    public void Who_knows_the_catalog_gets_what_changed_and_no_more()
    {
        for (var i = 0; i < 100; i++) _catalog.Put(File($"{i}", i));
        Sync();
        _changes.Clear();

        _catalog.Put(File("new", 200));
        _catalog.Put(File("5", 201));
        _catalog.Remove("7");
        Assert.Equal(1, Sync());

        AssertSame();
        Assert.Equal(3, _changes.Count);
        Assert.Contains(new CatalogChange(File("7", 7), null), _changes);
    }

    [Fact]
    public void The_same_file_again_is_no_change()
    {
        _catalog.Put(File("a"));
        var before = _catalog.Revision;

        _catalog.Put(File("a"));
        _catalog.Remove("b");

        Assert.Equal(before, _catalog.Revision);
    }

    [Fact]
    public void A_copy_follows_any_history()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var dice = new Random(seed);
            var (catalog, copy) = (new Catalog(), new MemberCatalog());
            for (var step = 0; step < 400; step++)
            {
                var path = $"{dice.Next(40)}";
                if (dice.Next(3) == 0) catalog.Remove(path);
                else catalog.Put(File(path, dice.Next(5), dice.Next(1, 4)));
                if (dice.Next(10) != 0) continue;
                while (CatalogPage.TryRead(catalog.PageSince(copy.Revision).ToMessage(), out var page, out _)
                    && copy.Take(page, TimeSpan.FromHours(step), 1_000, _changes) == CatalogVerdict.More)
                {
                }

                Assert.True(catalog.Entries.OrderBy(e => e.Path).SequenceEqual(copy.Entries.OrderBy(e => e.Path)), $"seed {seed}, step {step}");
                Assert.Equal(catalog.TotalBytes, copy.TotalBytes);
            }
        }
    }

    [Fact]
    public void Who_was_away_for_too_long_starts_anew()
    {
        _catalog.Put(File("stays"));
        _catalog.Put(File("goes"));
        Sync();
        _catalog.Remove("goes");
        for (var i = 0; i <= Catalog.RemovedMax; i++)
        {
            _catalog.Put(File($"{i}"));
            _catalog.Remove($"{i}");
        }

        Sync();

        AssertSame();
    }

    [Fact]
    public void A_revision_that_never_was_counts_as_none()
    {
        _catalog.Put(File("a"));

        var page = _catalog.PageSince(99);

        Assert.Equal((0L, 1L, 1), (page.From, page.To, page.Entries.Count));
    }

    [Fact]
    public void A_catalog_takes_as_many_files_as_members_take_from_it()
    {
        for (var i = 0; i < RoomLimits.FilesPerMemberMax; i++) Assert.True(_catalog.Put(File($"{i}", i)));

        Assert.False(_catalog.Put(File("one more")));
        Sync();
        Assert.Equal(RoomLimits.FilesPerMemberMax, _copy.Count);
    }

    [Fact]
    public void A_bomb_costs_its_sender_the_connection()
    {
        var number = 0;
        var revision = 0L;
        CatalogVerdict verdict;
        do
        {
            CatalogEntry[] entries = [.. Enumerable.Range(0, 1_000).Select(_ => File($"{number++}", number))];
            verdict = _copy.Take(new CatalogPage { From = revision, To = ++revision, Current = long.MaxValue, Entries = entries }, TimeSpan.Zero, RoomLimits.FilesMax, _changes);
        }
        while (verdict == CatalogVerdict.More);

        Assert.Equal(CatalogVerdict.Abuse, verdict);
        Assert.Equal(RoomLimits.FilesPerMemberMax, _copy.Count);
    }

    [Fact]
    public void Long_paths_are_a_bomb_as_well()
    {
        var path = string.Join('/', Enumerable.Repeat(new string('x', 100), 18));
        var verdict = CatalogVerdict.More;
        for (var i = 0; verdict == CatalogVerdict.More; i++)
            verdict = _copy.Take(new CatalogPage { From = i, To = i + 1, Current = long.MaxValue, Entries = [File($"{path}/{i}")] }, TimeSpan.Zero, RoomLimits.FilesMax, _changes);

        Assert.Equal(CatalogVerdict.Abuse, verdict);
        Assert.True(_copy.Entries.Sum(entry => (long)entry.Path.Length) <= RoomLimits.PathUnitsPerMemberMax);
    }

    [Fact]
    public void A_catalog_that_begins_anew_again_and_again_is_a_bomb_as_well()
    {
        CatalogEntry[] entries = [.. Enumerable.Range(0, 900).Select(i => File($"{i}", i))];
        var (verdict, pages) = (CatalogVerdict.Whole, 0);
        for (; verdict == CatalogVerdict.Whole; pages++)
            verdict = _copy.Take(new CatalogPage { From = 0, To = 1, Current = 1, Entries = entries }, TimeSpan.Zero, RoomLimits.FilesMax, _changes);

        Assert.Equal(CatalogVerdict.Abuse, verdict);
        Assert.InRange(pages, 2, 2 * RoomLimits.FilesPerMemberMax / 900 + 2);
    }

    [Fact]
    public void A_page_that_leads_nowhere_ends_the_asking()
    {
        var nowhere = new CatalogPage { From = 0, To = 0, Current = 5 };

        Assert.Equal(CatalogVerdict.Abuse, _copy.Take(nowhere, TimeSpan.Zero, 1, _changes));
    }

    [Fact]
    public void Empty_pages_without_end_are_a_bomb_as_well()
    {
        var verdict = CatalogVerdict.More;
        var pages = 0;
        for (; verdict == CatalogVerdict.More; pages++)
            verdict = _copy.Take(new CatalogPage { From = pages, To = pages + 1, Current = long.MaxValue }, TimeSpan.Zero, 1, _changes);

        Assert.Equal(CatalogVerdict.Abuse, verdict);
        Assert.InRange(pages, 1_000, 3_000);
    }

    [Fact]
    public void A_page_for_another_revision_is_left_alone()
    {
        var late = new CatalogPage { From = 3, To = 4, Current = 4, Entries = [File("a")] };

        Assert.Equal(CatalogVerdict.Late, _copy.Take(late, TimeSpan.Zero, 1, _changes));
        Assert.Equal(0, _copy.Count);
    }

    [Fact]
    public void A_full_room_takes_no_more_files()
    {
        var page = new CatalogPage { From = 0, To = 1, Current = 1, Entries = [File("a"), File("b")] };

        Assert.Equal(CatalogVerdict.Abuse, _copy.Take(page, TimeSpan.Zero, roomLeft: 1, _changes));
        Assert.Equal(1, _copy.Count);
    }
}
