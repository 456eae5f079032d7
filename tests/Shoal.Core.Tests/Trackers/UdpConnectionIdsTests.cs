using Shoal.Core.Trackers;

namespace Shoal.Core.Tests.Trackers;

public class UdpConnectionIdsTests
{
    private static readonly byte[] Address = [10, 0, 0, 1];
    private readonly UdpConnectionIds _ids = new(0x0706050403020100, 0x0F0E0D0C0B0A0908);

    [Fact]
    public void The_hash_is_SipHash_2_4() =>
        Assert.Equal(0xb8ad50c6f649af94, _ids.HashOf(0x0706050403020100, 0x0F0E0D0C0B0A0908, 0x1716151413121110));

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_003)]
    public void Threat_row_37_an_id_is_good_for_two_minutes_and_no_window_more(int start)
    {
        for (var late = 0; late < 10; late++)
        {
            var made = TimeSpan.FromSeconds(start + late);
            var id = _ids.Create(Address, made);
            for (var age = 0; age <= 120; age++) Assert.True(_ids.IsValid(id, Address, made + TimeSpan.FromSeconds(age)), $"{late} {age}");
            for (var age = 131; age < 3_000; age++) Assert.False(_ids.IsValid(id, Address, made + TimeSpan.FromSeconds(age)), $"{late} {age}");
        }
    }

    [Fact]
    public void Threat_row_37_an_id_is_good_for_its_address_only()
    {
        var id = _ids.Create(Address, TimeSpan.FromHours(1));

        Assert.False(_ids.IsValid(id, [10, 0, 0, 2], TimeSpan.FromHours(1)));
        Assert.False(_ids.IsValid(id, [10, 0, 0, 1, .. new byte[12]], TimeSpan.FromHours(1)));
        Assert.False(new UdpConnectionIds(1, 2).IsValid(id, Address, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Threat_row_37_guesses_are_wrong()
    {
        var random = new Random(1);
        for (var i = 0; i < 100_000; i++) Assert.False(_ids.IsValid((ulong)random.NextInt64(long.MinValue, long.MaxValue), Address, TimeSpan.FromHours(1)));
        Assert.False(_ids.IsValid(UdpRequestHead.Magic, Address, TimeSpan.FromHours(1)));
    }
}
