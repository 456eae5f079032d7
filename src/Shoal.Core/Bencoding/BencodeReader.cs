using System.Runtime.CompilerServices;

namespace Shoal.Core.Bencoding;

/// <summary>Forward-only, allocation-free reader of one bencoded value (BEP 3). Never throws, never recurses.</summary>
/// <remarks>
/// Two tiers: <see cref="Error"/> stops the reader; <see cref="Flaws"/> are collected on the way for the caller to judge.
/// Bytes after the value are not looked at: <see cref="Position"/> says where they start.
/// Pass it by <c>ref</c>: a copy reads on by itself.
/// </remarks>
/// <param name="input">Starts with the value.</param>
/// <param name="maxDepth">Deepest nesting accepted; 1 to <see cref="MaxDepth"/>.</param>
/// <param name="maxTokens">Most tokens accepted, ends counted.</param>
public ref partial struct BencodeReader(
    ReadOnlySpan<byte> input, int maxDepth = BencodeReader.MaxDepth, int maxTokens = BencodeReader.MaxTokens)
{
    /// <summary>Deepest nesting that can be accepted: a v2 file tree of 100 folders and what is around it (threats rows 16 and
    /// 20).</summary>
    public const int MaxDepth = 128;

    /// <summary>Most tokens accepted unless told otherwise: a hybrid torrent of 150,000 files (threats row 16).</summary>
    public const int MaxTokens = 5_000_000;

    // A level is a list, or a dictionary: then where its last key starts (0: none yet), complemented while that key has no value.
    private const int ListLevel = int.MinValue;

    private readonly ReadOnlySpan<byte> _input = input;
    private readonly int _maxDepth = Math.Clamp(maxDepth, 1, MaxDepth);
    private int _tokensLeft = maxTokens;
    private Levels _levels;

    /// <summary>Bytes consumed; where the next token starts.</summary>
    public int Position { get; private set; }

    /// <summary>Where the current token starts; slice the input from it to have a value exactly as received.</summary>
    public int TokenStart { get; private set; }

    /// <summary>Lists and dictionaries entered and not ended.</summary>
    public int Depth { get; private set; }

    public BencodeToken Token { get; private set; }
    public BencodeError Error { get; private set; }

    /// <summary>Everything in the bytes read so far that strict readers refuse.</summary>
    public BencodeFlaws Flaws { get; private set; }

    /// <summary>The number, when that is what the reader stands on.</summary>
    public long Integer { get; private set; }

    /// <summary>The bytes, when the reader stands on a string.</summary>
    public ReadOnlySpan<byte> String { get; private set; }

    /// <summary>Advances one token. False at the end, or when <see cref="Error"/> is set.</summary>
    public bool Read()
    {
        if (Error != BencodeError.None || (Depth == 0 && Token != BencodeToken.None)) return false;
        TokenStart = Position;
        if (_tokensLeft-- <= 0) return Fail(BencodeError.TooManyTokens);
        if (Position >= _input.Length) return Fail(BencodeError.Truncated);

        var lead = _input[Position];
        if (lead == (byte)'e') return ReadEnd();
        var isString = char.IsAsciiDigit((char)lead);
        var isKey = Depth > 0 && _levels[Depth - 1] >= 0;
        if (isKey)
        {
            if (!isString) return Fail(BencodeError.KeyNotString);
            return ReadString() && AcceptKey();
        }

        if (Depth > 0 && _levels[Depth - 1] != ListLevel) _levels[Depth - 1] = ~_levels[Depth - 1];
        if (isString) return ReadString();
        return lead switch
        {
            (byte)'i' => ReadInteger(),
            (byte)'l' => Enter(BencodeToken.StartList, ListLevel),
            (byte)'d' => Enter(BencodeToken.StartDictionary, 0),
            _ => Fail(BencodeError.UnexpectedByte),
        };
    }

    private bool AcceptKey()
    {
        ref var level = ref _levels[Depth - 1];
        if (level > 0)
        {
            var order = StringAt(level).SequenceCompareTo(String);
            if (order == 0) Flaws |= BencodeFlaws.DuplicateKey;
            if (order > 0) Flaws |= BencodeFlaws.UnsortedKey;
        }

        level = ~TokenStart;
        return true;
    }

    // Only for a string that has been read before.
    private readonly ReadOnlySpan<byte> StringAt(int start)
    {
        var length = 0;
        var at = start;
        for (; _input[at] != (byte)':'; at++) length = length * 10 + (_input[at] - '0');
        return _input.Slice(at + 1, length);
    }

    private bool ReadInteger()
    {
        var at = Position + 1;
        var isNegative = at < _input.Length && _input[at] == (byte)'-';
        if (isNegative) at++;
        if (!TryReadDigits(ref at, (byte)'e', out var magnitude, out var hasLeadingZero)) return false;
        if (hasLeadingZero || (isNegative && magnitude == 0)) Flaws |= BencodeFlaws.LeadingZero;

        const ulong Largest = long.MaxValue;
        if (magnitude > Largest + (isNegative ? 1UL : 0)) Flaws |= BencodeFlaws.HugeInteger;
        Integer = isNegative
            ? magnitude > Largest ? long.MinValue : -(long)magnitude
            : (long)Math.Min(magnitude, Largest);
        return Accept(BencodeToken.Integer, at);
    }

    private bool ReadString()
    {
        var at = Position;
        if (!TryReadDigits(ref at, (byte)':', out var length, out var hasLeadingZero)) return false;
        if (hasLeadingZero) Flaws |= BencodeFlaws.LeadingZero;
        if (length > (ulong)(_input.Length - at)) return Fail(BencodeError.Truncated);
        String = _input.Slice(at, (int)length);
        return Accept(BencodeToken.String, at + (int)length);
    }

    // Moves past the digits and the byte that ends them.
    private bool TryReadDigits(ref int at, byte end, out ulong number, out bool hasLeadingZero)
    {
        var first = at;
        (number, hasLeadingZero) = (0, false);
        for (; at < _input.Length; at++)
        {
            var digit = (uint)_input[at] - '0';
            if (digit > 9) break;
            if (number > (ulong.MaxValue - digit) / 10) return Fail(BencodeError.BadInteger);
            number = number * 10 + digit;
        }

        if (at == _input.Length) return Fail(BencodeError.Truncated);
        if (_input[at] != end || at == first) return Fail(BencodeError.BadInteger);
        hasLeadingZero = _input[first] == (byte)'0' && at - first > 1;
        at++;
        return true;
    }

    private bool Enter(BencodeToken container, int level)
    {
        if (Depth == _maxDepth) return Fail(BencodeError.TooDeep);
        _levels[Depth++] = level;
        return Accept(container, Position + 1);
    }

    private bool ReadEnd()
    {
        if (Depth == 0) return Fail(BencodeError.UnexpectedByte);
        if (_levels[Depth - 1] is < 0 and not ListLevel) return Fail(BencodeError.MissingValue);
        Depth--;
        return Accept(BencodeToken.End, Position + 1);
    }

    private bool Accept(BencodeToken token, int position)
    {
        (Token, Position) = (token, position);
        return true;
    }

    private bool Fail(BencodeError error)
    {
        (Token, Error) = (BencodeToken.None, error);
        return false;
    }

    [InlineArray(MaxDepth)]
    private struct Levels
    {
        private int _first;
    }
}
