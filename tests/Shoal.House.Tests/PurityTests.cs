using System.Text.RegularExpressions;

namespace Shoal.House;

public sealed partial class PurityTests
{
    // What the banned symbols of the build cannot see (the lock statement), and a second look at what they can.
    [Theory]
    [InlineData(@"\block\s*\(", "locks")]
    [InlineData(@"\b(Monitor|Mutex|SemaphoreSlim|Interlocked|ReaderWriterLockSlim)\b", "synchronises")]
    [InlineData(@"\basync\b|\bawait\b|\bTask\b|\bValueTask\b|\bThread\b|ThreadPool", "starts tasks")]
    [InlineData(@"System\.Net\.(Sockets|Http|NetworkInformation)|\bDns\.", "talks to the network")]
    [InlineData(@"\bFile\.|\bDirectory\.|\bFileStream\b|\bFileInfo\b|\bRandomAccess\b|\bPath\.GetFullPath", "touches files")]
    [InlineData(@"\bDateTime(Offset)?\.(Utc)?Now\b|\bStopwatch\b|\bTimeProvider\b|Environment\.TickCount", "asks the time")]
    [InlineData(@"\bRandom\.Shared\b|new Random\(|RandomNumberGenerator|Guid\.NewGuid", "throws dice")]
    [InlineData(@"\bConsole\.|\bEnvironment\.Get", "looks at the process around it")]
    [InlineData(@"\bLibraryImport\b|\bDllImport\b", "calls native code")]
    public void Core_never(string pattern, string what)
    {
        foreach (var path in Tree.Sources("src/Shoal.Core"))
        {
            var lines = Tree.Read(path).Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                var code = Comment().Replace(lines[i], "");
                Assert.False(Regex.IsMatch(code, pattern), $"Core {what}: {path}:{i + 1}: {lines[i].Trim()}");
            }
        }
    }

    [Fact]
    public void Core_bans_the_world_in_its_build_too()
    {
        var banned = Tree.Read("src/Shoal.Core/BannedSymbols.txt");

        foreach (var symbol in new[] { "System.Net.Sockets", "System.IO.File", "System.Threading.Tasks", "System.Random", "UtcNow" })
            Assert.Contains(symbol, banned, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"//.*$|<see cref=""[^""]*""\s*/>|<c>[^<]*</c>")]
    private static partial Regex Comment();
}
