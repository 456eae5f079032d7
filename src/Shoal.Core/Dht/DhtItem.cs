using System.Buffers;
using System.Security.Cryptography;
using Shoal.Core.Bencoding;
using Shoal.Core.Hashing;

namespace Shoal.Core.Dht;

/// <summary>Something stored in the DHT (BEP 44): named by its own hash, or by a key whose owner may change it. Always whole and checked.</summary>
public sealed class DhtItem
{
    /// <summary>Longest value, in bytes as bencoded, and longest salt.</summary>
    public const int MaxValueBytes = 1_000;
    public const int MaxSaltBytes = 64;

    private readonly byte[] _value;
    private readonly byte[] _key;
    private readonly byte[] _salt;
    private readonly byte[] _signature;

    private DhtItem(byte[] value, byte[] key, byte[] salt, long sequence, byte[] signature) =>
        (_value, _key, _salt, Sequence, _signature) = (value, key, salt, sequence, signature);

    /// <summary>The value as bencoded.</summary>
    public ReadOnlySpan<byte> Value => _value;

    /// <summary>Of the owner, 32 bytes; empty for an item named by its hash.</summary>
    public ReadOnlySpan<byte> PublicKey => _key;
    public ReadOnlySpan<byte> Salt => _salt;
    public ReadOnlySpan<byte> Signature => _signature;
    public bool IsMutable => _key.Length > 0;

    /// <summary>Which edition a mutable item is; the highest wins.</summary>
    public long Sequence { get; }

    /// <summary>Where it lies.</summary>
    public NodeId Target => IsMutable ? TargetOf(_key, _salt) : TargetOf(_value);

    /// <summary>The place of a value named by its hash.</summary>
    public static NodeId TargetOf(ReadOnlySpan<byte> value)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(value, hash);
        return new NodeId(hash);
    }

    /// <summary>The place of the items of a key, one for each salt.</summary>
    public static NodeId TargetOf(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> salt)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(publicKey);
        hash.AppendData(salt);
        Span<byte> target = stackalloc byte[SHA1.HashSizeInBytes];
        hash.GetHashAndReset(target);
        return new NodeId(target);
    }

    /// <summary>Takes the item out of a put query or a get reply.</summary>
    /// <param name="message">What was received.</param>
    /// <param name="salt">The salt: a reply does not repeat it.</param>
    /// <param name="item">The item, when the answer is <see cref="KrpcError.None"/>.</param>
    public static KrpcError TryRead(in KrpcMessage message, ReadOnlySpan<byte> salt, out DhtItem? item)
    {
        item = null;
        var value = message.Item;
        if (value.IsEmpty) return KrpcError.Protocol;
        if (value.Length > MaxValueBytes) return KrpcError.ValueTooBig;
        if (salt.Length > MaxSaltBytes) return KrpcError.SaltTooBig;
        // Two spellings would be two hashes of one value (threats row 17).
        if (!BencodeReader.IsOneValue(value, out var flaws) || flaws != BencodeFlaws.None) return KrpcError.Protocol;
        if (message.PublicKey.IsEmpty)
        {
            item = new DhtItem(value.ToArray(), [], [], 0, []);
            return KrpcError.None;
        }

        if (message.Sequence is not (>= 0 and var sequence)) return KrpcError.Protocol;
        if (!Ed25519.Verify(message.PublicKey, Signed(value, salt, sequence), message.Signature)) return KrpcError.InvalidSignature;
        item = new DhtItem(value.ToArray(), message.PublicKey.ToArray(), salt.ToArray(), sequence, message.Signature.ToArray());
        return KrpcError.None;
    }

    /// <summary>An item named by its hash.</summary>
    /// <param name="value">One bencoded value.</param>
    /// <exception cref="ArgumentException">It is none, or too long.</exception>
    public static DhtItem Create(ReadOnlySpan<byte> value) => new(Checked(value), [], [], 0, []);

    /// <summary>Signs an item that its owner may change.</summary>
    /// <param name="expandedKey">As <see cref="Ed25519.Expand"/> makes it.</param>
    /// <param name="salt">Tells the items of one key apart; at most 64 bytes.</param>
    /// <param name="sequence">Higher than of all editions before; 0 and up.</param>
    /// <param name="value">One bencoded value.</param>
    /// <exception cref="ArgumentException">The value is none, or something is too long.</exception>
    public static DhtItem Sign(ReadOnlySpan<byte> expandedKey, ReadOnlySpan<byte> salt, long sequence, ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(salt.Length, MaxSaltBytes, nameof(salt));
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        var (key, signature) = (new byte[Ed25519.PublicKeySize], new byte[Ed25519.SignatureSize]);
        Ed25519.PublicKeyOf(expandedKey, key);
        Ed25519.Sign(expandedKey, Signed(value, salt, sequence), signature);
        return new DhtItem(Checked(value), key, salt.ToArray(), sequence, signature);
    }

    /// <summary>What is signed: salt, sequence number and value as in a dictionary, without its ends (BEP 44).</summary>
    internal static ReadOnlySpan<byte> Signed(ReadOnlySpan<byte> value, ReadOnlySpan<byte> salt, long sequence)
    {
        var output = new ArrayBufferWriter<byte>(value.Length + salt.Length + 48);
        var writer = new BencodeWriter(output);
        writer.WriteStartDictionary();
        if (!salt.IsEmpty) writer.WriteString("salt"u8, salt);
        writer.WriteInteger("seq"u8, sequence);
        writer.WriteKey("v"u8);
        writer.WriteRaw(value);
        writer.WriteEnd();
        return output.WrittenSpan[1..^1];
    }

    private static byte[] Checked(ReadOnlySpan<byte> value) =>
        value.Length <= MaxValueBytes && BencodeReader.IsOneValue(value, out var flaws) && flaws == BencodeFlaws.None
            ? value.ToArray()
            : throw new ArgumentException($"One bencoded value of at most {MaxValueBytes} bytes.", nameof(value));
}
