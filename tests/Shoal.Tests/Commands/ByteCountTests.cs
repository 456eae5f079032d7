namespace Shoal.Commands;

public sealed class ByteCountTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("512", 512)]
    [InlineData("512B", 512)]
    [InlineData("500K", 500 * 1024)]
    [InlineData("500k", 500 * 1024)]
    [InlineData("2M", 2 << 20)]
    [InlineData("1.5MiB", 3 << 19)]
    [InlineData("1.5 MiB/s", 3 << 19)]
    [InlineData("3MB", 3_000_000)]
    [InlineData("1G", 1 << 30)]
    [InlineData("1TiB", 1L << 40)]
    public void Numbers_of_bytes_are_read_as_people_write_them(string text, long bytes)
    {
        Assert.True(ByteCount.TryParse(text, out var read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("K")]
    [InlineData("-1")]
    [InlineData("1.2.3")]
    [InlineData("5X")]
    [InlineData("5KiBs")]
    [InlineData("1e9")]
    [InlineData("9999999999T")]
    [InlineData("99999999999999999999999999999999999999")]
    public void What_is_no_number_of_bytes_is_refused(string text) => Assert.False(ByteCount.TryParse(text, out _));

    [Theory]
    [InlineData(-5, "0 B")]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "0.98 KiB")]
    [InlineData(1536, "1.50 KiB")]
    [InlineData(102_400, "100 KiB")]
    [InlineData(1 << 20, "1.00 MiB")]
    [InlineData(long.MaxValue, "8.00 EiB")]
    public void Numbers_of_bytes_are_shown_with_three_digits(long bytes, string text) => Assert.Equal(text, ByteCount.Show(bytes));
}
