namespace Shoal.Core.Tests.Extensions;

/// <summary>Bytes no honest peer sends; a reader that throws on any of them fails the test that fed it.</summary>
internal static class Hostile
{
    /// <param name="seed">Printed with the bytes at fault.</param>
    /// <param name="honest">Mutated a byte or a cut at a time.</param>
    /// <param name="read">The reader; what it answers does not matter here.</param>
    public static void Feed(int seed, byte[] honest, Action<byte[]> read)
    {
        var random = new Random(seed);
        for (var length = 0; length <= 256; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Try(seed, bytes, read);
            Try(seed, [(byte)'d', .. bytes], read);
        }

        for (var i = 0; i < 5_000; i++)
        {
            var bytes = honest.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Try(seed, bytes[..random.Next(bytes.Length + 1)], read);
            Try(seed, bytes, read);
        }
    }

    private static void Try(int seed, byte[] bytes, Action<byte[]> read)
    {
        try
        {
            read(bytes);
        }
        catch (Exception e)
        {
            Assert.Fail($"Seed {seed}: {Convert.ToHexString(bytes)} threw {e}");
        }
    }
}
