using System.Buffers.Binary;

namespace Shoal.Core.Codes;

/// <summary>The first message of each side in the clear: who it is to be, and its half of the talk's number.</summary>
/// <param name="Role">The sender's is sent in answer to a receiver's.</param>
/// <param name="Kind">Which secret will be proven.</param>
/// <param name="Capabilities">Bits for later versions; both sides' are part of what is proven. None is defined.</param>
/// <param name="Nonce">16 random bytes.</param>
public sealed record CodeHello(CodeRole Role, CodeSecretKind Kind, uint Capabilities, ReadOnlyMemory<byte> Nonce)
{
    /// <summary>Version of the talk after the hello.</summary>
    public const byte Version = 1;

    public const int NonceBytes = 16;

    /*  +------+---------+------+------+-------------------+------------+
        | 1 (8)| ver (8) | role | kind | capabilities (32) | nonce (128)|
        +------+---------+------+------+-------------------+------------+  */
    public const int Size = 4 + sizeof(uint) + NonceBytes;

    public static bool TryRead(ReadOnlySpan<byte> message, out CodeHello hello)
    {
        hello = null!;
        if (message.Length != Size || message[0] != (byte)CodeMessageKind.Hello || message[1] != Version) return false;
        if (message[2] > (byte)CodeRole.Sender || message[3] is not ((byte)CodeSecretKind.Words or (byte)CodeSecretKind.Link or (byte)CodeSecretKind.Password)) return false;
        hello = new CodeHello(
            (CodeRole)message[2], (CodeSecretKind)message[3], BinaryPrimitives.ReadUInt32BigEndian(message[4..]), message[8..].ToArray());
        return true;
    }

    public byte[] ToMessage()
    {
        var message = new byte[Size];
        (message[0], message[1], message[2], message[3]) = ((byte)CodeMessageKind.Hello, Version, (byte)Role, (byte)Kind);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), Capabilities);
        Nonce.Span.CopyTo(message.AsSpan(8));
        return message;
    }
}
