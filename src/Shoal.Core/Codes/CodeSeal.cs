using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Shoal.Core.Codes;

/// <summary>Encrypts what two sides say once a code is proven: AES-256-GCM, a key each way, nonces that count (HKDF-SHA256 from CPace's key).</summary>
/// <remarks>A record that does not open, or comes twice, or out of order, ends the talk: the count is part of the nonce.</remarks>
public sealed class CodeSeal : IDisposable
{
    /// <summary>Longest text of one record, in bytes.</summary>
    public const int RecordBytesMax = 64 * 1024;

    /*  +------+------------------+-----------+
        | 4 (8)| ciphertext       | tag (128) |
        +------+------------------+-----------+  */
    public const int Overhead = 1 + TagBytes;

    private const int TagBytes = 16, NonceBytes = 12, KeyBytes = 32;

    private readonly AesGcm _ours, _theirs;
    private ulong _sent, _received;

    internal CodeSeal(CodeRole role, ReadOnlySpan<byte> sid, ReadOnlySpan<byte> sessionKey)
    {
        var fromReceiver = Key(sessionKey, sid, "shoal code 1, receiver to sender"u8);
        var fromSender = Key(sessionKey, sid, "shoal code 1, sender to receiver"u8);
        (_ours, _theirs) = role == CodeRole.Receiver ? (fromReceiver, fromSender) : (fromSender, fromReceiver);
    }

    /// <summary>The next record as a message.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The text is longer than <see cref="RecordBytesMax"/>.</exception>
    public byte[] Seal(ReadOnlySpan<byte> text)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, RecordBytesMax);
        var message = new byte[text.Length + Overhead];
        message[0] = (byte)CodeMessageKind.Sealed;
        Span<byte> nonce = stackalloc byte[NonceBytes];
        Number(nonce, _sent++);
        _ours.Encrypt(nonce, text, message.AsSpan(1, text.Length), message.AsSpan(1 + text.Length));
        return message;
    }

    /// <summary>Opens the next record of the other side; false when it is not that.</summary>
    public bool TryOpen(ReadOnlySpan<byte> message, out byte[] text)
    {
        text = [];
        var length = message.Length - Overhead;
        if (length is < 0 or > RecordBytesMax || message[0] != (byte)CodeMessageKind.Sealed) return false;
        var opened = new byte[length];
        Span<byte> nonce = stackalloc byte[NonceBytes];
        Number(nonce, _received);
        try
        {
            _theirs.Decrypt(nonce, message.Slice(1, length), message[(1 + length)..], opened);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;   // expected: forged, torn or replayed
        }

        _received++;
        text = opened;
        return true;
    }

    public void Dispose()
    {
        _ours.Dispose();
        _theirs.Dispose();
    }

    private static AesGcm Key(ReadOnlySpan<byte> sessionKey, ReadOnlySpan<byte> sid, ReadOnlySpan<byte> direction)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, sessionKey, key, sid, direction);
        return new AesGcm(key, TagBytes);
    }

    private static void Number(Span<byte> nonce, ulong count) => BinaryPrimitives.WriteUInt64BigEndian(nonce[(NonceBytes - sizeof(ulong))..], count);
}
