namespace Shoal.Core.Trackers;

/// <summary>A reply of a Redis-protocol server (RESP2).</summary>
/// <param name="Kind">Its first byte: '+', '-', ':', '$' or '*'.</param>
/// <param name="Text">The line of '+' and '-', or the bytes of '$'; empty for nothing.</param>
/// <param name="Number">Of ':'.</param>
/// <param name="Items">Of '*': strings; other things in it read as empty ones.</param>
public sealed record RespReply(char Kind, byte[] Text, long Number, IReadOnlyList<byte[]> Items)
{
    public bool IsError => Kind == '-';
}
