using System.Text;
using Shoal.Core.Codes;
using Shoal.Core.Primitives;

namespace Shoal.Fuzz.Targets;

internal static class CodeTargets
{
    public static FuzzTarget[] All =>
    [
        new("code", () => Corpus.Texts("4821-harbor-violet-tuna", "4821 HAR.vio_tun", "4821-harbro-voilet-tuna", "shoal:receive#r=4821&k=AQIDBAUGBwgJCgsMDQ4PEA&a=1.2.3.4:5"), RunCode) { MaxInputBytes = 300 },
        new("code-manifest", () =>
        [
            new CodeManifest
            {
                Entries = [new(CodeEntryKind.File, "a/b.txt", 5) { Mode = 0x1ed, ModifiedTicks = 7 }, new(CodeEntryKind.Folder, "a/c", 0), new(CodeEntryKind.Link, "a/l", 0) { Target = "b.txt" }],
            }.ToBytes(),
            new CodeManifest { Kind = CodeContentKind.Text, Text = "hello" }.ToBytes(),
        ], RunManifest) { Words = [.. BencodeTargets.Words, .. new[] { "../", "..", "/", "aux", "A", "a" }.Select(Corpus.Latin)] },
        new("code-parcels", () =>
        [
            [(byte)CodeParcelKind.Answer, 1, 1], new ProgressParcel(1, 2).ToBody(), new PeersParcel([System.Net.IPEndPoint.Parse("1.2.3.4:5")]).ToBody(),
            new SwarmParcel(new byte[3], new byte[4], new byte[5], 6, 7).ToBody(), new JoinParcel(new byte[65], "Ann", 5).ToBody(),
            new CodeHello(CodeRole.Receiver, CodeSecretKind.Words, 0, new byte[16]).ToMessage(),
        ], RunParcels) { Words = BencodeTargets.Words },
    ];

    private static int RunCode(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (CodeLink.TryParse(text, out var link)) Promise.Holds(CodeLink.TryParse(link.ToString(), out _), "a link that was written reads back");
        if (ShareCode.TryParse(text, out var code, out _))
        {
            Promise.Holds(ShareCode.TryParse(code.ToString(), out var again, out _) && again.ToString() == code.ToString(), "a code that was written reads back");
            return 1;
        }

        var repaired = ShareCode.Repair(text);
        Promise.Holds(repaired is null || ShareCode.TryParse(repaired, out _, out _), "what was repaired is whole");
        return HashCode.Combine(repaired is null, link is null, ShareCode.LooksLike(text));
    }

    private static int RunManifest(byte[] input)
    {
        if (!CodeManifestReader.TryRead(input, out var manifest, out _)) return 0;
        var paths = manifest.Entries.Select(entry => entry.Path).ToList();
        Promise.Holds(paths.TrueForAll(SafePath.IsSafe), "every path is safe");
        Promise.Holds(paths.Count == 0 || manifest.TotalBytes <= CodeManifest.FileBytesMax, "totals have a bound");
        var files = manifest.Entries.Where(entry => entry.Kind != CodeEntryKind.Folder).Select(entry => entry.Path).ToList();
        Promise.Holds(files.Distinct(StringComparer.OrdinalIgnoreCase).Count() == files.Count, "every file has a path of its own");
        return HashCode.Combine(manifest.Kind, Math.Min(manifest.Entries.Count, 5), manifest.Entries.Any(entry => entry.Target is not null));
    }

    private static int RunParcels(byte[] input)
    {
        var hasPeers = PeersParcel.TryRead(input, out var peers);
        Promise.Holds(!hasPeers || peers.Addresses.Count <= PeersParcel.AddressesMax, "addresses are bounded");
        var outcome = HashCode.Combine(
            hasPeers, JoinParcel.TryRead(input, out _), SwarmParcel.TryRead(input, out _), ProgressParcel.TryRead(input, out _), CodeHello.TryRead(input, out _));
        var parcels = new CodeParcels();
        return HashCode.Combine(outcome, parcels.TryAdd(input, out _, out var body), body is null);
    }
}
