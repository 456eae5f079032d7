using System.Text;
using Shoal.Core.Primitives;
using Shoal.Core.Rooms;

namespace Shoal.Fuzz.Targets;

internal static class RoomTargets
{
    private static readonly Sha256Hash Root = new([.. Enumerable.Repeat((byte)7, 32)]);

    public static FuzzTarget[] All =>
    [
        new("room-messages", () =>
        [
            new RoomHello { Member = new MemberId(new byte[16]), UserName = "Ann", Port = 5, Token = new byte[16], Serial = 1, Standing = new RoomPing(3, 2, 1) }.ToMessage(),
            new RoomPing(3, 2, 1).ToMessage(), new RoomGetting([Root, Root]).ToMessage(), new CatalogRequest(3).ToMessage(),
            new CatalogPage { From = 0, To = 3, Current = 5, Entries = [new("a/b.txt", 5, Root, 6), new("c", 1, Root, 0)], Removed = ["d"] }.ToMessage(),
        ], RunMessages) { Words = [.. BencodeTargets.Words, .. new[] { "../", "/", "aux", "\x10", "\x11", "\x12", "\x13" }.Select(Corpus.Latin)] },
        new("room-text", () => Corpus.Texts("Kitchen", "lan", "Café 2026.JPG", "photos/holiday.jpg"), RunText) { MaxInputBytes = 300 },
    ];

    private static int RunMessages(byte[] input)
    {
        var hasHello = RoomHello.TryRead(input, out var hello);
        Promise.Holds(!hasHello || Encoding.UTF8.GetByteCount(hello.UserName) is > 0 and <= RoomLimits.UserNameBytesMax, "a user name has a bound");
        Promise.Holds(!RoomGetting.TryRead(input, out var getting) || getting.Roots.Count <= RoomGetting.RootsMax, "what is got has a bound");
        if (!CatalogPage.TryRead(input, out var page, out var skipped)) return HashCode.Combine(hasHello, getting?.Roots.Count, RoomPing.TryRead(input, out _), CatalogRequest.TryRead(input, out _));
        Promise.Holds(page.Entries.All(entry => SafePath.IsSafe(entry.Path) && entry.Length is > 0 and <= RoomTorrent.MaxFileBytes), "every file can be");
        Promise.Holds(page.Removed.All(SafePath.IsSafe) && page.Entries.Count <= RoomLimits.PageEntriesMax, "a page has a bound");
        var changes = new List<CatalogChange>();
        var verdict = new MemberCatalog().Take(page, TimeSpan.Zero, RoomLimits.FilesMax, changes);
        var index = new RoomIndex();
        foreach (var change in changes) index.Apply(default, change);
        return HashCode.Combine(verdict, Math.Min(skipped, 3), Math.Min(page.Entries.Count, 3), index.Search("a", 5).TotalCount > 0);
    }

    private static int RunText(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (RoomName.TryParse(text, out var name)) Promise.Holds(RoomName.TryParse(name.ToString(), out var again) && again == name, "a room's name stays as it is");
        return HashCode.Combine(name.InfoHash == RoomName.Lan.InfoHash, RoomWords.Of(text).Count());
    }
}
