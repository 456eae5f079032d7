using Shoal.Core.PeerWire;
using Shoal.Core.Primitives;

namespace Shoal.Core.Tests.PeerWire;

/// <summary>Each message once: its bytes, spelled out as the BEPs draw them, and what a handler hears.</summary>
internal static class WireExamples
{
    private const string Root = "ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB";
    private const string TwoHashes =
        "0101010101010101010101010101010101010101010101010101010101010101" +
        "0202020202020202020202020202020202020202020202020202020202020202";

    public static readonly HashRange Range = new(new Sha256Hash(Convert.FromHexString(Root)), 4, 512, 2, 9);
    public static readonly byte[] Hashes = Convert.FromHexString(TwoHashes);

    public static readonly (string Hex, string Heard)[] All =
    [
        ("00000001" + "00", "choke"),
        ("00000001" + "01", "unchoke"),
        ("00000001" + "02", "interested"),
        ("00000001" + "03", "not interested"),
        ("00000005" + "04" + "00000007", "have 7"),
        ("00000003" + "05" + "FF80", "bitfield FF80"),
        ("0000000D" + "06" + "00000001" + "00004000" + "00004000", "request 1 16384 16384"),
        ("0000000B" + "07" + "00000002" + "00008000" + "CAFE", "piece 2 32768 CAFE"),
        ("0000000D" + "08" + "00000001" + "00004000" + "00004000", "cancel 1 16384 16384"),
        ("00000003" + "09" + "1AE1", "port 6881"),
        ("00000005" + "0D" + "FFFFFFFF", "suggest 4294967295"),
        ("00000001" + "0E", "have all"),
        ("00000001" + "0F", "have none"),
        ("0000000D" + "10" + "00000001" + "00004000" + "00004000", "reject 1 16384 16384"),
        ("00000005" + "11" + "0000000A", "allowed fast 10"),
        ("00000004" + "14" + "00" + "6465", "extended 0 6465"),
        ("00000031" + "15" + Root + "00000004" + "00000200" + "00000002" + "00000009", "hash request abab 4 512 2 9"),
        ("00000071" + "16" + Root + "00000004" + "00000200" + "00000002" + "00000009" + TwoHashes, "hashes abab 4 512 2 9 " + TwoHashes),
        ("00000031" + "17" + Root + "00000004" + "00000200" + "00000002" + "00000009", "hash reject abab 4 512 2 9"),
    ];

    /// <summary>All of them end to end, keep-alives in between.</summary>
    public static byte[] Stream => [.. All.SelectMany(e => (byte[])[.. Convert.FromHexString(e.Hex), 0, 0, 0, 0])];
}
