namespace Shoal.Benchmarks;

/// <summary>Bytes that one call of a benchmark goes through.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class BytesAttribute(long bytes) : Attribute
{
    public long Bytes => bytes;
}
