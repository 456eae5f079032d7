using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Shoal.Core.Primitives;

namespace Shoal.Core.Rooms;

/// <summary>What people call a room. Its members meet in the swarm named after it; a password is no part of it.</summary>
/// <remarks>Trimmed, without regard to case and accents (<see cref="RoomWords.Fold"/>), so that what two people say aloud is one room.</remarks>
public readonly record struct RoomName
{
    /// <summary>Longest name, in bytes of UTF-8 once it is normal.</summary>
    public const int MaxBytes = 128;

    private static ReadOnlySpan<byte> Label => "shoal room 1\0"u8;

    private readonly string? _name;

    private RoomName(string name) => _name = name;

    /// <summary>The room of everybody on the local network who named no other.</summary>
    public static RoomName Lan { get; } = new("lan");

    /// <summary>The swarm in which members meet.</summary>
    public InfoHash InfoHash => new(SHA256.HashData([.. Label, .. Encoding.UTF8.GetBytes(ToString())]).AsSpan(0, InfoHash.Size));

    /// <param name="text">As typed.</param>
    /// <param name="name">The room.</param>
    /// <returns>False for nothing, for too much, and for characters that cannot be printed.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out RoomName name)
    {
        name = default;
        if (text is null || text.Length > MaxBytes || !IsText(text)) return false;
        var normal = RoomWords.Fold(text.Trim());
        if (normal.Length == 0 || Encoding.UTF8.GetByteCount(normal) > MaxBytes || TerminalText.Escape(normal) != normal) return false;
        name = new RoomName(normal);
        return true;
    }

    public override string ToString() => _name ?? "lan";

    // Half a pair is no character.
    private static bool IsText(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (rune.Value == 0xfffd) return false;
        return true;
    }
}
