using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Shoal.Core.Rooms;

namespace Shoal.Core.Codes;

/// <summary>One side's steps of proving a code to the other: hello, share, proof. Pure: messages in, messages out.</summary>
/// <remarks>
/// receiver: hello -> sender: hello -> receiver: share -> sender: share -> receiver: proof -> sender: proof. The receiver proves
/// itself first, so an attacker who plays receiver learns nothing that it could try words on at home.
/// </remarks>
public sealed class CodeHandshake
{
    /// <summary>Bytes each side binds to its share: version, capabilities, and the SHA-256 of its key or certificate.</summary>
    public const int BoundBytes = 1 + sizeof(uint) + SHA256.HashSizeInBytes;

    private const uint NoCapabilities = 0;

    private readonly CodeRole _role;
    private readonly byte[] _channel;
    private readonly Func<CodeSecretKind, CodeSecret?> _secrets;
    private readonly ECDiffieHellman _scalar;
    private readonly byte[] _nonce, _bound;
    private CodeSecret? _secret;
    private byte[] _sid = [], _share = [], _sessionKey = [], _theirShare = [], _theirBound = [];
    private bool _heardHello;
    private uint _theirCapabilities;

    /// <param name="role">Ours.</param>
    /// <param name="nameplate">The code's public digits.</param>
    /// <param name="secrets">The secret of a kind; null when there is none. A receiver has exactly one.</param>
    /// <param name="scalar">A fresh P-256 key, for this handshake alone. Owned by the caller.</param>
    /// <param name="nonce">16 fresh random bytes.</param>
    /// <param name="identity">SHA-256 of what the proof is to vouch for: the receiver's public key, the sender's root certificate.</param>
    public CodeHandshake(
        CodeRole role, Nameplate nameplate, Func<CodeSecretKind, CodeSecret?> secrets, ECDiffieHellman scalar, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> identity)
        : this(role, ChannelOf(nameplate), secrets, scalar, nonce, identity)
    {
    }

    /// <summary>For a room: there the member whose peer id is lower plays the receiver.</summary>
    /// <param name="room">Where the password is proven.</param>
    public CodeHandshake(
        CodeRole role, RoomName room, CodeSecret password, ECDiffieHellman scalar, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> identity)
        : this(role, ChannelOf(room), kind => kind == password.Kind ? password : null, scalar, nonce, identity)
    {
    }

    private CodeHandshake(
        CodeRole role, byte[] channel, Func<CodeSecretKind, CodeSecret?> secrets, ECDiffieHellman scalar, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> identity)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(nonce.Length, CodeHello.NonceBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(identity.Length, SHA256.HashSizeInBytes);
        (_role, _channel, _secrets, _scalar) = (role, channel, secrets, scalar);
        (_nonce, _bound) = (nonce.ToArray(), [CodeHello.Version, 0, 0, 0, 0, .. identity]);
        if (role == CodeRole.Receiver) _secret = secrets(CodeSecretKind.Link) ?? secrets(CodeSecretKind.Words) ?? secrets(CodeSecretKind.Password);
    }

    public CodeHandshakeState State { get; private set; }

    /// <summary>Why it failed; meaningful when it has.</summary>
    public CodeRefusal Refusal { get; private set; }

    /// <summary>True when the other side told us why, rather than we it.</summary>
    public bool WasRefused { get; private set; }

    /// <summary>What the other side wants to prove; <see cref="CodeSecretKind.Words"/> until it said so.</summary>
    public CodeSecretKind Kind => _secret?.Kind ?? CodeSecretKind.Words;

    /// <summary>SHA-256 of the other side's key or certificate, proven; empty before.</summary>
    public ReadOnlyMemory<byte> TheirIdentity => State == CodeHandshakeState.Proven ? _theirBound.AsMemory(BoundBytes - SHA256.HashSizeInBytes) : default;

    /// <summary>The receiver's first message.</summary>
    public byte[] Open() => new CodeHello(_role, _secret!.Kind, NoCapabilities, _nonce).ToMessage();

    /// <summary>Takes a message of the other side in.</summary>
    /// <param name="message">As received, unencrypted.</param>
    /// <param name="replies">What to send back is appended, in order.</param>
    public void Handle(ReadOnlySpan<byte> message, List<byte[]> replies)
    {
        if (State is CodeHandshakeState.Proven or CodeHandshakeState.Failed || message.IsEmpty) return;
        switch ((CodeMessageKind)message[0])
        {
            case CodeMessageKind.Hello: OnHello(message, replies); break;
            case CodeMessageKind.Share: OnShare(message, replies); break;
            case CodeMessageKind.Confirm: OnConfirm(message, replies); break;
            case CodeMessageKind.Refused:
                (State, WasRefused) = (CodeHandshakeState.Failed, true);
                Refusal = message.Length == 2 && message[1] is > 0 and <= (byte)CodeRefusal.Malformed ? (CodeRefusal)message[1] : CodeRefusal.Malformed;
                break;
            default: Fail(CodeRefusal.Malformed, replies); break;
        }
    }

    /// <summary>Encryption of what follows the proof.</summary>
    /// <exception cref="InvalidOperationException">Nothing is proven.</exception>
    public CodeSeal CreateSeal() => State == CodeHandshakeState.Proven
        ? new CodeSeal(_role, _sid, _sessionKey)
        : throw new InvalidOperationException("Keys come with the proof.");

    /// <summary>Message that ends a talk.</summary>
    public static byte[] RefusalMessage(CodeRefusal reason) => [(byte)CodeMessageKind.Refused, (byte)reason];

    private void OnHello(ReadOnlySpan<byte> message, List<byte[]> replies)
    {
        if (_heardHello || !CodeHello.TryRead(message, out var hello))
        {
            Fail(CodeRefusal.Malformed, replies);
            return;
        }

        _heardHello = true;
        if (hello.Role == _role)
        {
            Fail(CodeRefusal.SameRole, replies);
            return;
        }

        if (_role == CodeRole.Sender)
        {
            _secret = _secrets(hello.Kind);
            if (_secret is null) Fail(CodeRefusal.WrongCode, replies);
            else replies.Add(new CodeHello(_role, hello.Kind, NoCapabilities, _nonce).ToMessage());
            if (_secret is null) return;
        }

        var theirs = hello.Nonce.Span;
        _theirCapabilities = hello.Capabilities;
        _sid = _role == CodeRole.Receiver ? [.. _nonce, .. theirs] : [.. theirs, .. _nonce];
        _share = CPace.Share(_scalar, CPace.Generator(_secret!.Bytes, _channel, _sid));
        if (_role == CodeRole.Receiver) SendShare(replies);
    }

    private void OnShare(ReadOnlySpan<byte> message, List<byte[]> replies)
    {
        var isWhole = message.Length == 1 + CPace.ShareBytes + BoundBytes && _share.Length > 0 && _theirShare.Length == 0;
        var share = isWhole ? message.Slice(1, CPace.ShareBytes) : default;
        var bound = isWhole ? message[(1 + CPace.ShareBytes)..] : default;
        // What was said in the clear must be what is proven, or a stranger could talk both sides into less than they can.
        isWhole = isWhole && bound[0] == CodeHello.Version && BinaryPrimitives.ReadUInt32BigEndian(bound[1..]) == _theirCapabilities;
        if (!isWhole || !CPace.TryAgree(_scalar, share, _share, out var k))
        {
            Fail(CodeRefusal.Malformed, replies);
            return;
        }

        (_theirShare, _theirBound) = (share.ToArray(), bound.ToArray());
        _sessionKey = _role == CodeRole.Receiver
            ? CPace.SessionKey(_sid, k, _share, _bound, _theirShare, _theirBound)
            : CPace.SessionKey(_sid, k, _theirShare, _theirBound, _share, _bound);
        CryptographicOperations.ZeroMemory(k);
        if (_role == CodeRole.Receiver)
        {
            SendProof(replies);
            return;
        }

        SendShare(replies);
        State = CodeHandshakeState.Guessable;
    }

    private void OnConfirm(ReadOnlySpan<byte> message, List<byte[]> replies)
    {
        if (_sessionKey.Length == 0)
        {
            Fail(CodeRefusal.Malformed, replies);
            return;
        }

        var expected = CPace.Tag(_sid, _sessionKey, _theirShare, _theirBound);
        if (!CryptographicOperations.FixedTimeEquals(message[1..], expected))
        {
            Fail(CodeRefusal.WrongCode, replies);
            return;
        }

        if (_role == CodeRole.Sender) SendProof(replies);
        State = CodeHandshakeState.Proven;
    }

    private static byte[] ChannelOf(Nameplate nameplate) =>
        new LengthPrefixed().Add("shoal code 1"u8).Add("receiver"u8).Add("sender"u8).Add(Encoding.ASCII.GetBytes(nameplate.ToString())).Bytes;

    private static byte[] ChannelOf(RoomName room) =>
        new LengthPrefixed().Add("shoal room 1"u8).Add("lower"u8).Add("higher"u8).Add(Encoding.UTF8.GetBytes(room.ToString())).Bytes;

    private void SendShare(List<byte[]> replies) => replies.Add([(byte)CodeMessageKind.Share, .. _share, .. _bound]);

    private void SendProof(List<byte[]> replies) =>
        replies.Add([(byte)CodeMessageKind.Confirm, .. CPace.Tag(_sid, _sessionKey, _share, _bound)]);

    private void Fail(CodeRefusal reason, List<byte[]> replies)
    {
        (State, Refusal) = (CodeHandshakeState.Failed, reason);
        replies.Add(RefusalMessage(reason));
    }
}
