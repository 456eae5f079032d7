using System.Runtime.Intrinsics.X86;

namespace Shoal.Core.Hashing;

/// <summary>Which way of hashing is the fastest on this CPU.</summary>
internal static class LanePlan
{
    /// <summary>CPUID leaf 7, EBX bit 29: the SHA extensions; with them OpenSSL hashes one message at 2 GB/s, else at 0.7 to 1.</summary>
    private const int ShaExtensionsBit = 29;

    private static readonly bool HasShaExtensions = X86Base.IsSupported
        && X86Base.CpuId(0, 0).Eax >= 7
        && ((X86Base.CpuId(7, 0).Ebx >> ShaExtensionsBit) & 1) != 0;

    /// <summary>Messages at once.</summary>
    public static readonly int Lanes = Transpose512.IsSupported ? 16 : Transpose256.IsSupported ? 8 : 1;

    // The break-even is the kernel's time for a block of all lanes over OpenSSL's for a block of one: measured on Zen 4 with the
    // SHA extensions, reckoned without them. Short messages pass it sooner, for a call of OpenSSL's costs as much as 13 blocks.

    /// <summary>Messages from which the lanes win over one after the other.</summary>
    public static readonly int Sha1BreakEven = !HasShaExtensions ? 3 : Lanes == 16 ? 5 : 6;

    /// <inheritdoc cref="Sha1BreakEven"/>
    public static readonly int Sha256BreakEven = !HasShaExtensions ? 3 : 9;
}
