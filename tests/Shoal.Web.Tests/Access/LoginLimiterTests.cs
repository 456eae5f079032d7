using System.Net;

namespace Shoal.Web.Access;

public sealed class LoginLimiterTests
{
    private static readonly IPAddress Guesser = IPAddress.Parse("192.0.2.7");
    private readonly LoginLimiter _limiter = new();

    [Theory]
    [InlineData(LoginLimiter.MaxFailures - 1, true)]
    [InlineData(LoginLimiter.MaxFailures, false)]
    public void Threat_row_36_an_address_has_a_few_wrong_tries_an_hour(int failures, bool isAllowed)
    {
        for (var i = 0; i < failures; i++) _limiter.Failed(Guesser, TimeSpan.Zero);

        Assert.Equal(isAllowed, _limiter.Allows(Guesser, LoginLimiter.Period - TimeSpan.FromTicks(1), out _));
        Assert.True(_limiter.Allows(Guesser, LoginLimiter.Period, out _));
        Assert.True(_limiter.Allows(IPAddress.Parse("192.0.2.8"), TimeSpan.Zero, out _));
    }

    [Fact]
    public void A_right_try_forgives_the_wrong_ones()
    {
        for (var i = 0; i < LoginLimiter.MaxFailures; i++) _limiter.Failed(Guesser, TimeSpan.Zero);

        _limiter.Succeeded(Guesser);

        Assert.True(_limiter.Allows(Guesser, TimeSpan.Zero, out _));
    }

    [Fact]
    public void Addresses_of_one_household_are_one_guesser()
    {
        for (var i = 0; i < LoginLimiter.MaxFailures; i++) _limiter.Failed(IPAddress.Parse($"2001:db8::{i + 1:x}"), TimeSpan.Zero);

        Assert.False(_limiter.Allows(IPAddress.Parse("2001:db8::ffff"), TimeSpan.Zero, out _));
        Assert.True(_limiter.Allows(IPAddress.Parse("2001:db8:0:1::1"), TimeSpan.Zero, out _));
    }

    [Fact]
    public void A_flood_of_addresses_takes_no_more_memory_than_allowed()
    {
        for (var i = 0; i < LoginLimiter.MaxAddresses + 100; i++) _limiter.Failed(new IPAddress(0x0100_0000L + i), TimeSpan.FromSeconds(i));

        for (var i = 0; i < LoginLimiter.MaxFailures; i++) _limiter.Failed(Guesser, TimeSpan.FromHours(5));
        Assert.False(_limiter.Allows(Guesser, TimeSpan.FromHours(5), out var retryAt));
        Assert.Equal(TimeSpan.FromHours(6), retryAt);
    }
}
