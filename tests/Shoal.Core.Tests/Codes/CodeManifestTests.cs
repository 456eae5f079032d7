using System.Security.Cryptography;
using Shoal.Core.Codes;
using Shoal.Core.Primitives;

namespace Shoal.Core.Tests.Codes;

public class CodeManifestTests
{
    private static CodeEntry File(string path, long length = 1) => new(CodeEntryKind.File, path, length);
    private static CodeEntry Link(string path, string target) => new(CodeEntryKind.Link, path, 0) { Target = target };

    private static CodeManifest? Read(params CodeEntry[] entries) =>
        CodeManifestReader.TryRead(new CodeManifest { Entries = entries }.ToBytes(), out var read, out _) ? read : null;

    [Fact]
    public void Files_folders_and_links_arrive_with_modes_and_times()
    {
        CodeEntry[] sent =
        [
            File("photos/a.jpg", 5) with { Mode = 0x1ed, ModifiedTicks = 1234567 },
            new(CodeEntryKind.Folder, "photos/empty", 0) { Mode = 0x1c0 },
            Link("photos/latest", "a.jpg"),
            Link("photos/sub/up", "../a.jpg"),
        ];

        Assert.Equal(sent, Read(sent)!.Entries);
    }

    [Theory]
    [InlineData("../../etc/passwd", "etc/passwd")]
    [InlineData("/etc/passwd", "etc/passwd")]
    [InlineData("a/../../b", "a/b")]
    [InlineData("aux", "_aux")]
    [InlineData("a/com1.txt", "a/_com1.txt")]
    [InlineData("a:b", "a_b")]
    [InlineData("c\\d", "cd")]
    [InlineData("photo\u202egpj.exe", "photogpj.exe")]
    [InlineData("bell\u0007.txt", "bell_.txt")]
    [InlineData("a/./b//c", "a/b/c")]
    public void A_path_is_made_safe(string sent, string safe)
    {
        var read = Read(File(sent));

        Assert.Equal(safe, read!.Entries[0].Path);
        Assert.True(SafePath.IsSafe(read.Entries[0].Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("/")]
    [InlineData("./.")]
    public void A_path_of_nothing_is_refused(string sent) => Assert.Null(Read(File(sent)));

    [Fact]
    public void Names_that_differ_in_case_alone_both_arrive()
    {
        var read = Read(File("A.txt"), File("a.txt"), File("Dir/x"), File("dir/x"));

        Assert.Equal(["A.txt", "a.1.txt", "Dir/x", "Dir/x.1"], read!.Entries.Select(entry => entry.Path));
    }

    [Fact]
    public void Ten_thousand_doubles_are_refused_soon() => Assert.Null(Read([.. Enumerable.Repeat(File("same.txt"), 10_000)]));

    [Fact]
    public void A_file_where_a_folder_is_needed_gives_way_or_is_refused()
    {
        foreach (var entries in new CodeEntry[][] { [File("a"), File("a/b")], [File("a/b"), File("a")] })
        {
            var paths = Read(entries)?.Entries.Select(entry => entry.Path).ToArray() ?? [];
            Assert.Equal(paths.Length, paths.Distinct(StringComparer.OrdinalIgnoreCase).Count());
            Assert.DoesNotContain(paths, path => paths.Any(other => other.StartsWith(path + "/", StringComparison.OrdinalIgnoreCase)));
        }
    }

    [Theory]
    [InlineData("../../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("missing")]
    [InlineData("link")]
    [InlineData("")]
    public void A_link_that_leads_out_or_nowhere_is_left_out(string target)
    {
        var read = Read(File("dir/file"), Link("dir/link", target));

        Assert.DoesNotContain(read!.Entries, entry => entry.Kind == CodeEntryKind.Link && entry.Target != "..");
        Assert.True(target == ".." || read.Entries.Count == 1);
    }

    [Fact]
    public void A_link_through_a_link_is_left_out() =>
        Assert.Equal(["d/f", "l"], Read(File("d/f"), Link("l", "d"), Link("m", "l/f"))!.Entries.Select(entry => entry.Path));

    [Fact]
    public void Texts_and_streams_have_their_shapes()
    {
        static bool Reads(CodeManifest manifest) => CodeManifestReader.TryRead(manifest.ToBytes(), out _, out _);

        Assert.True(Reads(new CodeManifest { Kind = CodeContentKind.Text, Text = "hello\u001b[31m" }));
        Assert.False(Reads(new CodeManifest { Kind = CodeContentKind.Text }));
        Assert.False(Reads(new CodeManifest { Kind = CodeContentKind.Files, Text = "x" }));
        Assert.True(Reads(new CodeManifest { Kind = CodeContentKind.Stream, Entries = [File("pipe")] }));
        Assert.False(Reads(new CodeManifest { Kind = CodeContentKind.Stream, Entries = [File("a"), File("b")] }));
        Assert.False(Reads(new CodeManifest()));
        Assert.False(Reads(new CodeManifest { Kind = CodeContentKind.Text, Text = new string('x', CodeManifest.TextBytesMax + 1) }));
    }

    [Fact]
    public void Set_user_id_bits_never_arrive() => Assert.Equal(0x1ff, Read(File("a") with { Mode = 0xfff })!.Entries[0].Mode);

    [Fact]
    public void Totals_cannot_overflow() =>
        Assert.Null(Read(File("a", CodeManifest.FileBytesMax), File("b", 1)));

    [Fact]
    public void Cut_anywhere_or_garbled_a_manifest_is_refused_or_safe()
    {
        var bytes = new CodeManifest { Entries = [File("photos/a.jpg", 5), Link("photos/l", "a.jpg")] }.ToBytes();
        for (var cut = 0; cut < bytes.Length; cut++) Assert.False(CodeManifestReader.TryRead(bytes.AsSpan(0, cut), out _, out _));
        for (var seed = 0; seed < 5_000; seed++)
        {
            var random = new Random(seed);
            var garbled = bytes.ToArray();
            garbled[random.Next(garbled.Length)] = (byte)random.Next(256);
            if (CodeManifestReader.TryRead(garbled, out var read, out _))
                Assert.All(read.Entries, entry => Assert.True(SafePath.IsSafe(entry.Path), $"seed {seed}: {entry.Path}"));
        }

        for (var length = 0; length < 257; length++) CodeManifestReader.TryRead(new byte[length], out _, out _);
    }

    [Fact]
    public void Bodies_are_cut_and_put_together_within_their_limits()
    {
        foreach (var length in new[] { 0, 1, 65_533, 65_534, 65_535, 200_000 })
        {
            var body = RandomNumberGenerator.GetBytes(length);
            var parcels = new CodeParcels();
            byte[]? whole = null;
            foreach (var record in CodeParcels.Cut(CodeParcelKind.Manifest, body))
            {
                Assert.Null(whole);
                Assert.True(record.Length <= CodeSeal.RecordBytesMax);
                Assert.True(parcels.TryAdd(record, out var kind, out whole));
                Assert.Equal(CodeParcelKind.Manifest, kind);
            }

            Assert.Equal(body, whole);
        }

        var small = new CodeParcels();
        Assert.False(small.TryAdd([(byte)CodeParcelKind.Answer, 1, .. new byte[CodeParcels.SmallBytesMax + 1]], out _, out _));
        Assert.False(small.TryAdd([1], out _, out _));
        Assert.False(new CodeParcels().TryAdd([1, 2, 3], out _, out _));
        Assert.False(new CodeParcels().TryAdd([1, 0], out _, out _));
    }

    [Fact]
    public void A_body_begun_is_not_mingled_with_another()
    {
        var parcels = new CodeParcels();
        Assert.True(parcels.TryAdd([(byte)CodeParcelKind.Manifest, 0, 1], out _, out _));
        Assert.False(parcels.TryAdd([(byte)CodeParcelKind.Answer, 1, 1], out _, out _));
    }

    [Fact]
    public void Small_parcels_round_trip_and_refuse_what_they_are_not()
    {
        var key = new byte[65];
        using (var ec = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256))
        {
            var q = ec.ExportParameters(false).Q;
            key = [4, .. q.X!, .. q.Y!];
        }

        Assert.True(JoinParcel.TryRead(new JoinParcel(key, "Ann", 5000).ToBody(), out var join));
        Assert.Equal(("Ann", 5000), (join.Name, join.Port));
        Assert.False(JoinParcel.TryRead(new JoinParcel(new byte[65], "Ann", 5000).ToBody(), out _));
        Assert.True(SwarmParcel.TryRead(new SwarmParcel(new byte[9], new byte[8], new byte[7], 6, 5).ToBody(), out var swarm));
        Assert.Equal((9, 8, 7, 6, 5L), (swarm.Torrent.Length, swarm.Root.Length, swarm.Leaf.Length, swarm.Port, swarm.Clock));
        Assert.True(ProgressParcel.TryRead(new ProgressParcel(3, 4).ToBody(), out var progress));
        Assert.Equal(new ProgressParcel(3, 4), progress);
        Assert.False(ProgressParcel.TryRead(new ProgressParcel(5, 4).ToBody(), out _));
        Assert.True(PeersParcel.TryRead(new PeersParcel([System.Net.IPEndPoint.Parse("10.0.0.1:7"), System.Net.IPEndPoint.Parse("[fe80::1]:8")]).ToBody(), out var peers));
        Assert.Equal(["10.0.0.1:7", "[fe80::1]:8"], peers.Addresses.Select(address => address.ToString()));
        for (var length = 0; length < 257; length++)
        {
            JoinParcel.TryRead(new byte[length], out _);
            SwarmParcel.TryRead(new byte[length], out _);
            ProgressParcel.TryRead(new byte[length], out _);
            PeersParcel.TryRead(new byte[length], out _);
            CodeHello.TryRead(new byte[length], out _);
        }
    }
}
